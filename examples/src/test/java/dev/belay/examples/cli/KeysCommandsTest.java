package dev.belay.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.envelope.EnvelopeCipher;
import dev.belay.byok.envelope.EnvelopeContext;
import dev.belay.byok.envelope.KeyRing;
import dev.belay.examples.cli.Cli.Result;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.TestKeys;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands about keys, against a database that somebody else runs. */
class KeysCommandsTest {

  private static CliDatabase database;
  private static Cli belay;

  private String user;

  @BeforeAll
  static void createDatabase() {
    database = CliDatabase.withSchema();
    belay = database.service();
  }

  @AfterAll
  static void dropDatabase() {
    database.close();
  }

  @BeforeEach
  void createUser() {
    user = database.newUser().toString();
  }

  @Test
  void storesListsAndDeletesAKey() {
    String key = TestKeys.openai();

    Result stored =
        belay.input(key + "\n").run("keys", "put", "--user", user, "--service", "openai");

    assertThat(stored).isEqualTo(new Result(0, lines("Stored the openai key."), ""));
    assertThat(list()).contains("service", "sealed by", "openai", "test", "never");
    assertThat(database.open(user, "openai")).isEqualTo(key);

    assertThat(belay.run("keys", "delete", "--user", user, "--service", "openai").exitCode())
        .isZero();
    assertThat(list()).isEqualTo(lines("This user has stored no keys."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", ""})
  void takesOneLineEndAway(String lineEnd) {
    String key = TestKeys.xai();

    belay.input(key + lineEnd).run("keys", "put", "--user", user, "--service", " XAI ");

    assertThat(database.open(user, "xai")).isEqualTo(key);
  }

  @Test
  void readsTheKeyFromAVariable() {
    String key = TestKeys.anthropic();

    Result stored =
        belay
            .variable("MY_KEY", key)
            .run("keys", "put", "--user", user, "--service", "anthropic", "--from-env", "MY_KEY");

    assertThat(stored.exitCode()).isZero();
    assertThat(database.open(user, "anthropic")).isEqualTo(key);
  }

  @Test
  void storesAGatewayWithItsBaseUrl() {
    String url = "https://ai-gateway.vercel.sh/v1";

    Result stored =
        belay
            .input(TestKeys.gateway())
            .run("keys", "put", "--user", user, "--service", "gateway", "--base-url", url);

    assertThat(stored.exitCode()).isZero();
    assertThat(belay.run("resolve", "--user", user).out()).contains("user-gateway", url);
  }

  @Test
  void storesAGatewayOnAHostThatTheOperatorAllows() {
    Cli allowing = belay.variable("AI_GATEWAY_ALLOWED_HOSTS", "gateway.example.org");
    String[] put = {
      "keys",
      "put",
      "--user",
      user,
      "--service",
      "gateway",
      "--base-url",
      "https://gateway.example.org/v1"
    };

    assertThat(allowing.input(TestKeys.gateway()).run(put).exitCode()).isZero();
    assertThat(belay.input(TestKeys.gateway()).run(put).err()).contains("host_not_allowed");
  }

  @Test
  void deletesAllKeysOfAUser() {
    belay.input(TestKeys.openai()).run("keys", "put", "--user", user, "--service", "openai");
    belay.input(TestKeys.xai()).run("keys", "put", "--user", user, "--service", "xai");

    assertThat(belay.run("keys", "delete", "--user", user, "--all").out())
        .isEqualTo(lines("Deleted keys: 2"));
    assertThat(list()).isEqualTo(lines("This user has stored no keys."));
  }

  @Test
  void deletesAGatewayWithItsBaseUrl() {
    belay.input(TestKeys.gateway()).run("keys", "put", "--user", user, "--service", "gateway");

    assertThat(belay.run("keys", "delete", "--user", user, "--service", "gateway").out())
        .isEqualTo(lines("The user has no gateway key now."));
    assertThat(list()).isEqualTo(lines("This user has stored no keys."));
  }

  @Test
  void sealsAKeyForOneUserAndService() {
    String ringText = "ring-1:" + KeyRing.generateKey().reveal();
    String key = TestKeys.openRouter();

    Result sealed =
        Cli.plain()
            .variable(KeyRing.VARIABLE, ringText)
            .input(key)
            .run("keys", "seal", "--user", user, "--service", "openrouter");

    assertThat(sealed.exitCode()).isZero();
    assertThat(sealed.out()).startsWith("belay.v1.ring-1.");
    EnvelopeCipher cipher =
        EnvelopeCipher.of(KeyRing.of("ring-1", Secret.of(ringText.substring(7))));
    assertThat(
            cipher
                .open(
                    sealed.out().strip(), new EnvelopeContext(UUID.fromString(user), "openrouter"))
                .reveal())
        .isEqualTo(key);
  }

  @Test
  void refusesToSealForAnUnknownService() {
    Result refused =
        belay.input(TestKeys.openai()).run("keys", "seal", "--user", user, "--service", "opnai");

    assertThat(refused)
        .isEqualTo(
            new Result(
                1,
                "",
                lines(
                    "belay: Provider opnai is not registered: describe it with --provider or BELAY_PROVIDERS")));
  }

  @Test
  void needsAKeyRingInOrderToSeal() {
    Result refused =
        belay
            .variable(KeyRing.VARIABLE, "")
            .input(TestKeys.openai())
            .run("keys", "seal", "--user", user, "--service", "openai");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).startsWith("belay: BELAY_KEY_RING is not set").hasLineCount(1);
  }

  @Test
  void rotatesToTheFirstKeyOfTheRing() {
    try (CliDatabase own = CliDatabase.withSchema()) {
      String owner = own.newUser().toString();
      String old = "old:" + KeyRing.generateKey().reveal();
      Cli before = own.service().variable(KeyRing.VARIABLE, old);
      Cli after =
          before.variable(KeyRing.VARIABLE, "new:" + KeyRing.generateKey().reveal() + "," + old);
      before.input(TestKeys.openai()).run("keys", "put", "--user", owner, "--service", "openai");

      Result rotated = after.run("keys", "rotate");

      assertThat(rotated.exitCode()).isZero();
      assertThat(rotated.out())
          .containsPattern("Active key: +new")
          .containsPattern("Sealed anew: +1")
          .containsPattern("Cannot be read: +0");
      assertThat(after.run("keys", "list", "--user", owner).out()).contains("new");
    }
  }

  @Test
  void failsWhereARotationCannotReadAKey() {
    try (CliDatabase own = CliDatabase.withSchema()) {
      String owner = own.newUser().toString();
      Cli before = own.service();
      before.input(TestKeys.openai()).run("keys", "put", "--user", owner, "--service", "openai");

      Result rotated =
          before
              .variable(KeyRing.VARIABLE, "other:" + KeyRing.generateKey().reveal())
              .run("keys", "rotate");

      assertThat(rotated.exitCode()).isEqualTo(1);
      assertThat(rotated.out()).containsPattern("Cannot be read: +1");
      assertThat(rotated.err()).contains(owner, "openai", "UNKNOWN_KEY_ID").hasLineCount(1);
    }
  }

  @Test
  void makesNoNewKeyInARingThatItDoesNotKeep() {
    Result refused = belay.run("keys", "rotate", "--new-key");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .startsWith("belay: The key ring is in BELAY_KEY_RING")
        .hasLineCount(1);
  }

  private String list() {
    return belay.run("keys", "list", "--user", user).out();
  }

  private static String lines(String line) {
    return line + System.lineSeparator();
  }
}
