package dev.belay.byok.envelope;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.Secret;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRingTest {

  private static final String FIRST = Rings.ascending(1).reveal();
  private static final String SECOND = Rings.ascending(0xd8).reveal();

  @Test
  void readsTheActiveKeyFirst() {
    KeyRing ring = read("2026-11:" + FIRST + ", 2026-05 : " + SECOND).orElseThrow();
    assertThat(ring.activeKeyId()).isEqualTo("2026-11");
    assertThat(ring.keyIds()).containsExactly("2026-11", "2026-05");
    assertThat(ring.activeKey()).isEqualTo(Base64.getDecoder().decode(FIRST));
    assertThat(ring.key("2026-05")).contains(Base64.getDecoder().decode(SECOND));
    assertThat(ring.key("2025-01")).isEmpty();
  }

  @Test
  void isEmptyWhereTheVariableIsUnset() {
    assertThat(KeyRing.fromEnvironment(Environment.of(Map.of()))).isEmpty();
    assertThat(read("  ")).isEmpty();
  }

  @Test
  void namesTheVariableWhereThereMustBeARing() {
    Environment set = Environment.of(Map.of(KeyRing.VARIABLE, "k:" + SECOND));
    assertThat(KeyRing.require(set).activeKeyId()).isEqualTo("k");
    Environment unset = Environment.of(Map.of(KeyRing.VARIABLE, " "));
    assertThat(refusalOf(ConfigurationException.class, () -> KeyRing.require(unset)))
        .hasMessageContaining("Set BELAY_KEY_RING");
  }

  @Test
  void takesBothAlphabetsWithAndWithoutPadding() {
    assertThat(SECOND).contains("+").contains("/").endsWith("=");
    String urlSafe = SECOND.replace('+', '-').replace('/', '_');
    for (String spelling : new String[] {SECOND, urlSafe, urlSafe.replace("=", "")}) {
      assertThat(KeyRing.of("k", Secret.of(spelling)).activeKey())
          .isEqualTo(Base64.getDecoder().decode(SECOND));
    }
  }

  @Test
  void addsOldKeysWithoutChangingTheRing() {
    KeyRing one = KeyRing.of("new", Secret.of(FIRST));
    KeyRing two = one.withOld("old", Secret.of(SECOND));
    assertThat(one.keyIds()).containsExactly("new");
    assertThat(two.keyIds()).containsExactly("new", "old");
    assertThat(two.activeKeyId()).isEqualTo("new");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FIRST                      | Entry 1 of BELAY_KEY_RING is not of the form keyId:base64key
          a:FIRST:b                  | Entry 1 of BELAY_KEY_RING is not of the form keyId:base64key
          a:FIRST,                   | Entry 2 of BELAY_KEY_RING is not of the form keyId:base64key
          FIRST:a                    | Entry 1 of BELAY_KEY_RING has a key id that is not
          :FIRST                     | Entry 1 of BELAY_KEY_RING has a key id that is not
          A:FIRST                    | Entry 1 of BELAY_KEY_RING has a key id that is not
          a.b:FIRST                  | Entry 1 of BELAY_KEY_RING has a key id that is not
          a:                         | Entry 1 of BELAY_KEY_RING has a key that is not 32 bytes
          a:c2hvcnQ=                 | Entry 1 of BELAY_KEY_RING has a key that is not 32 bytes
          a:FIRSTFIRST               | Entry 1 of BELAY_KEY_RING has a key that is not Base64
          a:not*base64               | Entry 1 of BELAY_KEY_RING has a key that is not Base64
          a:FIRST,a:SECOND           | Entry 2 of BELAY_KEY_RING repeats a key id
          a:FIRST,b:FIRST            | Entry 2 of BELAY_KEY_RING repeats a key under another id
          """)
  void refusesAMalformedRingWithoutShowingIt(String ring, String message) {
    String value = ring.replace("FIRST", FIRST).replace("SECOND", SECOND);
    ConfigurationException failure = refusalOf(ConfigurationException.class, () -> read(value));
    assertThat(failure).hasMessageStartingWith(message).hasNoCause();
    assertThat(failure.getMessage())
        .doesNotContain(FIRST.substring(0, 8))
        .doesNotContain(SECOND.substring(0, 8));
  }

  @Test
  void refusesAPlaceholder() {
    ConfigurationException failure =
        refusalOf(
            ConfigurationException.class,
            () -> KeyRing.of("k", Secret.of(Base64.getEncoder().encodeToString(new byte[32]))));
    assertThat(failure).hasMessageContaining("generate");
  }

  @Test
  void showsNoKey() {
    KeyRing ring = KeyRing.of("new", Secret.of(FIRST)).withOld("old", Secret.of(SECOND));
    assertThat(ring).hasToString("KeyRing[new, old]");
  }

  @Test
  void generatesAnotherKeyEachTime() {
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Secret key = Rings.generated();
      assertThat(KeyRing.of("k", key).activeKey()).hasSize(32);
      keys.add(key.reveal());
    }
    assertThat(keys).hasSize(100);
  }

  private static Optional<KeyRing> read(String value) {
    return KeyRing.fromEnvironment(Environment.of(Map.of(KeyRing.VARIABLE, value)));
  }
}
