package dev.belay.auth;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenClaimsTest {

  /** Two readers that take one value each would see two users. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"sub\": \"a\", \"sub\": \"b\"}",
        "{\"role\": \"anon\", \"role\": \"service_role\"}",
        "{\"other\": {\"x\": 1, \"x\": 2}}"
      })
  void refusesAClaimThatIsThereTwice(String json) {
    assertThat(
            refusalOf(
                AuthRefusedException.class,
                () -> TokenClaims.parse(json.getBytes(StandardCharsets.UTF_8))))
        .extracting(AuthRefusedException::reason)
        .isEqualTo(AuthRefusal.MALFORMED_TOKEN);
  }
}
