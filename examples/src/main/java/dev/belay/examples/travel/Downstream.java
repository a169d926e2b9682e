package dev.belay.examples.travel;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpExchangeException;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import dev.belay.webhook.receive.WebhookHandlingException;
import dev.belay.webhook.verify.StandardWebhooksSigner;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The collaborators' webhook of somebody else, {@code COLLAB_WEBHOOK_URL}: signed as Standard
 * Webhooks has it, and sent again, under the same id, until it was taken.
 */
final class Downstream {

  private final URI url;
  private final StandardWebhooksSigner signer;
  private final HttpTransport transport;
  private final Clock clock;

  private Downstream(URI url, StandardWebhooksSigner signer, HttpTransport transport, Clock clock) {
    this.url = url;
    this.signer = signer;
    this.transport = transport;
    this.clock = clock;
  }

  /** Empty where the environment has no {@code COLLAB_WEBHOOK_URL}. */
  static Optional<Downstream> fromEnvironment(Environment environment, HttpTransport transport) {
    return environment
        .get("COLLAB_WEBHOOK_URL")
        .map(
            url ->
                new Downstream(URI.create(url), signer(environment), transport, Clock.systemUTC()));
  }

  private static StandardWebhooksSigner signer(Environment environment) {
    return environment
        .secret("COLLAB_WEBHOOK_SECRET")
        .map(StandardWebhooksSigner::of)
        .orElseThrow(
            () -> new ConfigurationException("COLLAB_WEBHOOK_URL needs COLLAB_WEBHOOK_SECRET"));
  }

  /** Passes a job on. */
  void post(String eventKey, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    Instant now = clock.instant();
    HttpCall call =
        HttpCall.post(url)
            .header(StandardWebhooksSigner.ID_HEADER, eventKey)
            .header(StandardWebhooksSigner.TIMESTAMP_HEADER, Long.toString(now.getEpochSecond()))
            .header(StandardWebhooksSigner.SIGNATURE_HEADER, signer.sign(eventKey, now, body))
            .body("application/json", body)
            .timeout(Duration.ofSeconds(10))
            .discardBody()
            .build();
    if (!taken(call)) {
      throw new WebhookHandlingException(WebhookHandlingException.Kind.UPSTREAM);
    }
  }

  private boolean taken(HttpCall call) {
    try {
      HttpReply reply = transport.exchange(call);
      return reply.status() >= 200 && reply.status() < 300;
    } catch (HttpExchangeException noAnswer) {
      throw new WebhookHandlingException(WebhookHandlingException.Kind.UPSTREAM);
    }
  }
}
