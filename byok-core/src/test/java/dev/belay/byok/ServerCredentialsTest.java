package dev.belay.byok;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.TestKeys;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerCredentialsTest {

  private static final String KEY = TestKeys.openai();

  @ParameterizedTest
  @CsvSource({
    "OPENAI_API_KEY, openai",
    "OPENROUTER_API_KEY, openrouter",
    "ANTHROPIC_API_KEY, anthropic",
    "XAI_API_KEY, xai",
    "AI_GATEWAY_API_KEY, gateway"
  })
  void readsTheRunbooksVariables(String variable, String provider) {
    ServerCredentials team = credentials(variable, " " + KEY + "\n");

    assertThat(team.find(ProviderId.of(provider))).contains(Secret.of(KEY));
    assertThat(team).hasToString("ServerCredentials[" + provider + "]");
  }

  @ParameterizedTest
  @EmptySource
  @ValueSource(strings = {" ", "undefined"})
  void countsBlankAsUnset(String value) {
    ServerCredentials team = credentials("OPENAI_API_KEY", value);

    assertThat(team.find(ProviderId.OPENAI)).isEmpty();
  }

  @Test
  void readsTheGatewaysUrl() {
    assertThat(credentials("AI_GATEWAY_URL", "https://gw.example.org").gatewayBaseUrl())
        .contains("https://gw.example.org");
    assertThat(credentials("AI_GATEWAY_URL", " ").gatewayBaseUrl()).isEmpty();
  }

  @Test
  void readsTheVariableOfAProviderThatWasAdded() {
    ProviderId own = ProviderId.of("own");
    ProviderRegistry registry =
        ProviderRegistry.standard()
            .with(
                Provider.builder(own, URI.create("https://api.example.org/v1"))
                    .environmentVariable("OWN_KEY")
                    .build());

    assertThat(ServerCredentials.from(Environment.of(Map.of("OWN_KEY", KEY)), registry).find(own))
        .contains(Secret.of(KEY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"KEY team", "KEY\r\nX-Injected: yes", "KEY\u00fc", "KEY\u0000"})
  void refusesAKeyThatNoHeaderCanCarry(String value) {
    assertThat(
            refusalOf(
                ConfigurationException.class,
                () -> credentials("XAI_API_KEY", value.replace("KEY", KEY))))
        .hasMessageContaining("XAI_API_KEY");
  }

  @Test
  void noneHasNothing() {
    assertThat(ServerCredentials.none().find(ProviderId.OPENAI)).isEmpty();
    assertThat(ServerCredentials.none().gatewayBaseUrl()).isEmpty();
  }

  private static ServerCredentials credentials(String variable, String value) {
    return ServerCredentials.from(Environment.of(Map.of(variable, value)));
  }
}
