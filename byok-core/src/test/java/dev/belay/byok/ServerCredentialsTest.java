package dev.belay.byok;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.Secret;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerCredentialsTest {

  @ParameterizedTest
  @CsvSource({
    "OPENAI_API_KEY, openai",
    "OPENROUTER_API_KEY, openrouter",
    "ANTHROPIC_API_KEY, anthropic",
    "XAI_API_KEY, xai",
    "AI_GATEWAY_API_KEY, gateway"
  })
  void readsTheRunbooksVariables(String variable, String provider) {
    ServerCredentials team = credentials(variable, " sk-team\n");

    assertThat(team.find(ProviderId.of(provider))).contains(Secret.of("sk-team"));
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

    assertThat(
            ServerCredentials.from(Environment.of(Map.of("OWN_KEY", "sk-own")), registry).find(own))
        .contains(Secret.of("sk-own"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sk team", "sk\r\nX-Injected: yes", "sk-\u00fc", "sk\u0000"})
  void refusesAKeyThatNoHeaderCanCarry(String value) {
    assertThatThrownBy(() -> credentials("XAI_API_KEY", value))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("XAI_API_KEY")
        .hasMessageNotContaining(value);
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
