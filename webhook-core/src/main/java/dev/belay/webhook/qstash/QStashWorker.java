package dev.belay.webhook.qstash;

import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.webhook.WebhookHeaders;
import dev.belay.webhook.WebhookVerificationException;
import dev.belay.webhook.WebhookVerificationException.Reason;
import dev.belay.webhook.idempotency.Claim;
import dev.belay.webhook.idempotency.IdempotencyKey;
import dev.belay.webhook.idempotency.IdempotencyStore;
import dev.belay.webhook.idempotency.Lease;
import dev.belay.webhook.idempotency.LeaseLostException;
import dev.belay.webhook.internal.JsonValue;
import dev.belay.webhook.receive.WebhookFailure;
import dev.belay.webhook.receive.WebhookReceiver;
import dev.belay.webhook.receive.WebhookRequest;
import dev.belay.webhook.receive.WebhookResponse;
import dev.belay.webhook.verify.WebhookVerifier;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.time.Duration;
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
  private final Duration leaseTime;
  private final Duration retention;
  private final JobTelemetry telemetry;

  QStashWorker(QStashWorkerBuilder settings) {
    name = settings.name();
    verifier = settings.verifier();
    store = settings.store();
    handler = settings.handler();
    idField = settings.idField();
    maxBodyBytes = settings.maxBodyBytes();
    leaseTime = settings.leaseTime();
    retention = settings.retention();
    telemetry = new JobTelemetry(name, settings.telemetry(), settings.alerts());
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
    Span span = telemetry.begin(attempt);
    int status = 500;
    try {
      WebhookResponse answer =
          Context.current().with(span).wrapSupplier(() -> answer(span, request, attempt)).get();
      status = answer.status();
      return answer;
    } finally {
      JobTelemetry.end(span, status);
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
    } catch (WebhookFailure failure) {
      JobTelemetry.failed(span, failure.kind().name());
      return JobAnswers.of(failure);
    } catch (RuntimeException failure) { // its message can hold anything
      JobTelemetry.failed(span, failure.getClass().getSimpleName());
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
    Claim claim;
    try {
      claim = store.begin(key, leaseTime);
    } catch (BackendUnavailableException down) {
      telemetry.degraded(span, "idempotency_unavailable");
      return JobAnswers.unavailable();
    }
    if (claim instanceof Claim.Completed completed) {
      JobTelemetry.mark(span, "duplicate");
      return JobAnswers.done(completed.result(), true);
    }
    if (claim instanceof Claim.InProgress other) {
      JobTelemetry.mark(span, "in_progress");
      return JobAnswers.inProgress(other.remaining());
    }
    Lease lease = ((Claim.Acquired) claim).lease();
    return underLease(span, new QStashJob(body, attempt, store, lease));
  }

  private WebhookResponse underLease(Span span, QStashJob job) {
    String result;
    try {
      result = handler.handle(job);
    } catch (RuntimeException | Error failure) {
      release(span, job.lease());
      throw failure;
    }
    commit(span, job.lease(), result);
    return JobAnswers.done(result, false);
  }

  /** The job is done, so QStash is told so, whatever becomes of the note of it. */
  private void commit(Span span, Lease lease, String result) {
    try {
      commitWhatCanBeKept(lease, result);
    } catch (LeaseLostException outlived) {
      telemetry.degraded(span, "lease_lost");
    } catch (BelayException failed) {
      telemetry.degraded(span, "commit_failed");
    }
  }

  /** Of a result that no store can keep, a repetition is told that the job is done, and no more. */
  private void commitWhatCanBeKept(Lease lease, String result) {
    try {
      store.commit(lease, result, retention);
    } catch (InvalidArgumentException unstorable) {
      store.commit(lease, "", retention);
    }
  }

  private void release(Span span, Lease lease) {
    try {
      store.release(lease);
      JobTelemetry.mark(span, "lease_released");
    } catch (BelayException failed) { // the lease ends by itself
      telemetry.degraded(span, "release_failed");
    }
  }

  private static int attempt(WebhookHeaders headers) {
    List<String> retried = headers.values("Upstash-Retried");
    boolean plain = retried.size() == 1 && retried.get(0).matches("\\d{1,6}");
    return plain ? Integer.parseInt(retried.get(0)) + 1 : 1;
  }
}
