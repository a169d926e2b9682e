package dev.belay.webhook.send;

import dev.belay.support.Secret;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.webhook.verify.SigningSecret;
import dev.belay.webhook.verify.StandardWebhooksSigner;
import java.time.Duration;
import java.util.List;

/**
 * What a dispatcher promises, on a real database and a real receiver. A backend's test only
 * supplies the client.
 */
public abstract class WebhookDispatcherContract extends OutboxContract
    implements DispatchRequestContract,
        DispatchAnswerContract,
        DispatchDestinationContract,
        DispatchPaceContract,
        DispatchLeaseContract {

  private final Secret hmacSecret = Secret.of(TestKeys.withPrefix("hmac-", 40));
  private final Secret standardSecret = StandardWebhooksSigner.generateSecret();

  protected WebhookDispatcherContract(Backend backend) {
    super(backend);
  }

  @Override
  public Secret hmacSecret() {
    return hmacSecret;
  }

  @Override
  public Secret standardSecret() {
    return standardSecret;
  }

  @Override
  public WebhookDispatcher.Builder builder() {
    return outbox()
        .dispatcher()
        .secrets(
            SigningSecrets.of(
                List.of(SigningSecret.of(hmacSecret)), List.of(SigningSecret.of(standardSecret))))
        .trustedHosts("127.0.0.1")
        .pollInterval(Duration.ofMillis(50))
        .policy(DeliveryPolicy.defaults().withAttempts(3, Duration.ofHours(1)))
        .endpoint("trips", EndpointOptions.none().url(receiver().uri("/hooks/trips")));
  }
}
