package dev.belay.support;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {

  @ParameterizedTest
  @EmptySource
  @ValueSource(strings = {" ", "\t\n", "undefined", " undefined "})
  void countsBlankAndUndefinedAsUnset(String value) {
    Environment environment = Environment.of(Map.of("NAME", value));

    assertThat(environment.get("NAME")).isEmpty();
    assertThat(environment.secret("NAME")).isEmpty();
  }

  @Test
  void takesOuterWhiteSpaceAway() {
    assertThat(Environment.of(Map.of("NAME", " value\n")).get("NAME")).contains("value");
  }

  @Test
  void isEmptyForAnUnknownName() {
    assertThat(Environment.of(Map.of()).get("NAME")).isEmpty();
    assertThat(Environment.system().get("BELAY_NO_SUCH_VARIABLE")).isEmpty();
  }

  @Test
  void readsThisProcess() {
    assertThat(Environment.system().get("PATH")).contains(System.getenv("PATH").strip());
  }

  @Test
  void wrapsSecrets() {
    assertThat(Environment.of(Map.of("KEY", "some-key")).secret("KEY"))
        .contains(Secret.of("some-key"));
  }

  @Test
  void namesWhatThereMustBe() {
    Environment environment = Environment.of(Map.of("NAME", " value ", "BLANK", " "));
    assertThat(environment.require("NAME")).isEqualTo("value");
    assertThat(environment.requireSecret("NAME")).isEqualTo(Secret.of("value"));
    for (String unset : new String[] {"BLANK", "ABSENT"}) {
      assertThat(refusalOf(ConfigurationException.class, () -> environment.require(unset)))
          .hasMessage("Set " + unset);
      assertThat(refusalOf(ConfigurationException.class, () -> environment.requireSecret(unset)))
          .hasMessage("Set " + unset);
    }
  }
}
