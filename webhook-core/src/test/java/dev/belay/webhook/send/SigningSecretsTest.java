package dev.belay.webhook.send;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.webhook.verify.StandardWebhooksVerifier;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SigningSecretsTest {

  @Test
  void namesTheVariableOfAMalformedSecret() {
    String none = TestKeys.withPrefix("secret_", 40);
    Environment own = Environment.of(Map.of("TRIPS_WEBHOOK_SECRET", none));
    assertThat(
            refusalOf(
                ConfigurationException.class, () -> SigningSecrets.fromEnvironment(own, "TRIPS_")))
        .hasMessageStartingWith("TRIPS_WEBHOOK_SECRET or TRIPS_WEBHOOK_SECRET_PREVIOUS: ");
    Environment previous = Environment.of(Map.of("WEBHOOK_SECRET_PREVIOUS", none));
    assertThat(
            refusalOf(ConfigurationException.class, () -> SigningSecrets.fromEnvironment(previous)))
        .hasMessageStartingWith("WEBHOOK_SECRET or WEBHOOK_SECRET_PREVIOUS: ");
    assertThat(
            refusalOf(
                ConfigurationException.class,
                () -> StandardWebhooksVerifier.fromEnvironment(previous)))
        .hasMessageStartingWith("WEBHOOK_SECRET or WEBHOOK_SECRET_PREVIOUS: ");
  }

  @Test
  void namesWhatMustBeSetWhereNothingIs() {
    Environment blank = Environment.of(Map.of("HMAC_SECRET", " ", "WEBHOOK_SECRET", ""));
    assertThat(refusalOf(ConfigurationException.class, () -> SigningSecrets.fromEnvironment(blank)))
        .hasMessageStartingWith("Set HMAC_SECRET or WEBHOOK_SECRET");
    assertThat(
            refusalOf(
                ConfigurationException.class,
                () -> SigningSecrets.fromEnvironment(blank, "TRIPS_")))
        .hasMessageStartingWith("Set TRIPS_HMAC_SECRET or TRIPS_WEBHOOK_SECRET");
  }

  @Test
  void takesEitherKindAlone() {
    assertThat(
            SigningSecrets.fromEnvironment(
                Environment.of(Map.of("HMAC_SECRET", TestKeys.withPrefix("", 40)))))
        .hasToString("SigningSecrets[hmac=1, standard=0]");
  }

  @Test
  void signsNothingWhereThatIsSaid() {
    assertThat(SigningSecrets.none()).hasToString("SigningSecrets[hmac=0, standard=0]");
  }
}
