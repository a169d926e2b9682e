package dev.belay.webhook.qstash;

import dev.belay.support.InvalidArgumentException;
import dev.belay.webhook.WebhookHeaders;
import dev.belay.webhook.WebhookVerificationException;
import dev.belay.webhook.WebhookVerificationException.Reason;
import dev.belay.webhook.idempotency.IdempotencyKey;
import dev.belay.webhook.idempotency.IdempotencyStore;
import dev.belay.webhook.internal.Handling;
import dev.belay.webhook.internal.JsonValue;
import dev.belay.webhook.internal.ReceiverTelemetry;
import dev.belay.webhook.internal.SingleHandling;
import dev.belay.webhook.receive.WebhookHandlingException;
import dev.belay.webhook.receive.WebhookReceiver;
import dev.belay.webhook.receive.WebhookRequest;
import dev.belay.webhook.receive.WebhookResponse;
import dev.belay.webhook.verify.WebhookVerifier;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the jobs of one route from QStash, and lets each be done once. Safe for use by many
 * threads; {@link dev.belay.webhook.jdk} and {@link dev.belay.webhook.servlet} put it into a
 * server.
 *
 * <p>In this order: size, signature over the raw bytes, shape, a lease on the id inside the signed
 * body, the handler, then commit or release. The id is not the header {@code Upstash-Message-Id}:
 * that is not signed, and differs where a job was published twice.
 *
 * <table>
 * <caption>What it answers, and what QStash then does</caption>
 * <tr><th>What happened</th><th>Answer</th><th>QStash</th></tr>
 * <tr><td>done, now or before</td><td>200</td><td>is done</td></tr>
 * <tr><td>somebody else is doing it</td><td>409, {@code Retry-After}: the rest of the lease</td>
 *     <td>comes back then</td></tr>
 * <tr><td>the handler failed, or the store is away</td><td>500, 503</td><td>comes back</td></tr>
 * <tr><td>the signature does not fit</td><td>401</td>
 *     <td>comes back: wrong keys heal, and no job is lost</td></tr>
 * <tr><td>too large, not JSON, no id, refused for good</td><td>489</td><td>gives up</td></tr>
 * </table>
 *
 * <p>It does <em>not</em> bound how long a handler takes: publish with a timeout below the lease.
 */
public final class QStashWorker implements WebhookReceiver {

  private static final Logger LOG = LoggerFactory.getLogger(QStashWorker.class);

  /** No endpoint's name has a slash: one that publishes its events as jobs shares their ids. */
  private static final String SCOPE = "jobs/";

  private final String name;
  private final WebhookVerifier verifier;
  private final IdempotencyStore store;
  private final QStashJobHandler handler;
  private final String idField;
  private final int maxBodyBytes;
  private final ReceiverTelemetry telemetry;
  private final SingleHandling once;

  QStashWorker(QStashWorkerBuilder settings) {
    name = settings.name();
    verifier = settings.verifier();
    store = settings.store();
    handler = settings.handler();
    idField = settings.idField();
    maxBodyBytes = settings.maxBodyBytes();
    telemetry =
        new ReceiverTelemetry(SCOPE + name, "qstash.", settings.telemetry(), settings.alerts());
    once = new SingleHandling(store, settings.leaseTime(), settings.retention(), "", telemetry);
  }

  /**
   * Begins a worker.
   *
   * @param name the worker's name, which its span has, and its leases behind {@code jobs/}: 1 to 40
   *     lower-case letters, digits, {@code _} and {@code -}, beginning with a letter or a digit
   * @return a builder
   * @throws InvalidArgumentException if the name is of another form
   */
  public static QStashWorkerBuilder builder(String name) {
    return new QStashWorkerBuilder(name);
  }

  @Override
  public WebhookResponse handle(WebhookRequest request) {
    Objects.requireNonNull(request, "request");
    int attempt = attempt(request.headers());
    Span span =
        telemetry.span("jobs." + name).setAttribute("qstash.attempt", (long) attempt).startSpan();
    int status = 500;
    try {
      WebhookResponse answer =
          Context.current().with(span).wrapSupplier(() -> answer(span, request, attempt)).get();
      status = answer.status();
      return answer;
    } finally {
      telemetry.end(span, status);
    }
  }

  private WebhookResponse answer(Span span, WebhookRequest request, int attempt) {
    if (!request.method().equals("POST")) {
      return JobAnswers.otherMethod();
    }
    byte[] body;
    IdempotencyKey key;
    try {
      body = body(request);
      verifier.verify(request.headers(), body);
      key = key(body);
    } catch (WebhookVerificationException refused) {
      telemetry.refused(span, refused.reason());
      return refusal(refused.reason());
    }
    try {
      return once(span, key, body, attempt);
    } catch (WebhookHandlingException failure) {
      ReceiverTelemetry.failed(span, failure.kind().name());
      return JobAnswers.of(failure);
    } catch (RuntimeException failure) { // its message can hold anything
      ReceiverTelemetry.failed(span, failure.getClass().getSimpleName());
      LOG.warn("A job of {} failed: {}", name, failure.getClass().getName());
      return JobAnswers.failed();
    }
  }

  private byte[] body(WebhookRequest request) {
    try {
      byte[] body = request.body().readNBytes(maxBodyBytes + 1);
      if (body.length > maxBodyBytes) {
        throw new WebhookVerificationException(Reason.PAYLOAD_TOO_LARGE);
      }
      return body;
    } catch (IOException cutOff) { // its message can be anything
      throw new WebhookVerificationException(Reason.BODY_READ_ERROR);
    }
  }

  private IdempotencyKey key(byte[] body) {
    JsonValue json =
        JsonValue.read(body)
            .orElseThrow(() -> new WebhookVerificationException(Reason.INVALID_JSON));
    String id =
        json.get(idField)
            .text()
            .orElseThrow(() -> new WebhookVerificationException(Reason.INVALID_PAYLOAD_SHAPE));
    try {
      return new IdempotencyKey(SCOPE + name, id);
    } catch (InvalidArgumentException malformed) { // it came from outside, so it is no bad argument
      throw new WebhookVerificationException(Reason.INVALID_PAYLOAD_SHAPE);
    }
  }

  private static WebhookResponse refusal(Reason reason) {
    return switch (reason) {
      case MISSING_SECRET_ENV -> JobAnswers.misconfigured();
      case BODY_READ_ERROR -> JobAnswers.unreadable();
      case PAYLOAD_TOO_LARGE, INVALID_JSON, INVALID_PAYLOAD_SHAPE ->
          JobAnswers.never(reason.word());
      default -> JobAnswers.unauthorized();
    };
  }

  private WebhookResponse once(Span span, IdempotencyKey key, byte[] body, int attempt) {
    Handling handling =
        once.handle(span, key, lease -> handler.handle(new QStashJob(body, attempt, store, lease)));
    if (handling instanceof Handling.Done done) {
      return JobAnswers.done(done.result(), done.repeated());
    }
    return handling instanceof Handling.InProgress other
        ? JobAnswers.inProgress(other.remaining())
        : JobAnswers.unavailable();
  }

  private static int attempt(WebhookHeaders headers) {
    List<String> retried = headers.values("Upstash-Retried");
    boolean plain = retried.size() == 1 && retried.get(0).matches("\\d{1,6}");
    return plain ? Integer.parseInt(retried.get(0)) + 1 : 1;
  }
}
