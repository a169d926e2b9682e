package dev.belay.webhook.send;

import dev.belay.support.Secret;
import dev.belay.webhook.send.rpc.WebhookOutbox;
import java.time.Duration;
import java.util.List;

/** A dispatcher over a real database and a real receiver, for one table of trips. */
interface DispatcherSubject {

  /** Longer than any of the tests takes. */
  Duration LONG = Duration.ofSeconds(30);

  WebhookDatabase database();

  Receiver receiver();

  WebhookOutbox outbox();

  /** What {@link #builder} signs with, as the runbook has it. */
  Secret hmacSecret();

  /** What {@link #builder} signs with, as Standard Webhooks has it. */
  Secret standardSecret();

  /** For the endpoint {@code trips}, which is the receiver. */
  WebhookDispatcher.Builder builder();

  default DispatchCounts drain(WebhookDispatcher.Builder builder) {
    try (WebhookDispatcher dispatcher = builder.build()) {
      return dispatcher.drain(LONG);
    }
  }

  default DispatchCounts drain() {
    return drain(builder());
  }

  default DeliveryPolicy policy(int attempts) {
    return DeliveryPolicy.defaults().withAttempts(attempts, Duration.ZERO);
  }

  /** Those of the first event. */
  default List<DeliveryAttempt> attempts() {
    return outbox().operations().attempts(database().events().get(0));
  }

  default EndpointBacklog backlog() {
    return outbox().operations().backlog().stream()
        .filter(backlog -> backlog.endpoint().equals("trips"))
        .findFirst()
        .orElseThrow();
  }
}
