package dev.belay.webhook.receive;

import dev.belay.support.BackendUnavailableException;
import dev.belay.support.telemetry.TelemetryNames;
import dev.belay.support.telemetry.TelemetryNames.Alerts;
import dev.belay.webhook.WebhookEvent;
import dev.belay.webhook.WebhookVerificationException;
import dev.belay.webhook.WebhookVerificationException.Reason;
import dev.belay.webhook.idempotency.IdempotencyKey;
import dev.belay.webhook.internal.Handling;
import dev.belay.webhook.internal.ReceiverTelemetry;
import dev.belay.webhook.internal.SingleHandling;
import dev.belay.webhook.verify.Verification;
import dev.belay.webhook.verify.WebhookVerifier;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One route that receives webhooks, whatever the framework. Safe for use by many threads.
 *
 * <p>A request passes, in this order: its size while it is read; its signature over the raw bytes;
 * the shape of its body; the filter of tables; the limit on its rate; the lease on its event; the
 * handler. A repetition of an event that is done gets the same answer again, with {@code
 * "duplicate": true}. Where a handler fails the event is given back and the sender asked to repeat
 * it.
 *
 * <table>
 *   <caption>Answers</caption>
 *   <tr><th>Status</th><th>When</th></tr>
 *   <tr><td>200 {@code {"ok":true}}</td><td>done, done before, or of a table that is passed over</td></tr>
 *   <tr><td>400</td><td>signed, but no JSON or of another shape</td></tr>
 *   <tr><td>401</td><td>not signed, or not by us, or too old</td></tr>
 *   <tr><td>405, 413</td><td>no POST; too large</td></tr>
 *   <tr><td>409, 429</td><td>being handled; too many: both with {@code Retry-After}</td></tr>
 *   <tr><td>500</td><td>the handler failed</td></tr>
 *   <tr><td>503</td><td>no secret is configured, or the limit or the lease cannot be had</td></tr>
 * </table>
 *
 * <p>It does <em>not</em> bound how slowly a body may come: that is for the server's timeouts.
 */
public final class WebhookEndpoint implements WebhookReceiver {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookEndpoint.class);

  private static final Pattern UUID =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private final String name;
  private final WebhookVerifier verifier;
  private final WebhookHandler handler;
  private final TableFilter tables;
  private final int maxBodyBytes;
  private final @Nullable RateLimiter rateLimiter;
  private final Function<WebhookRequest, String> source;
  private final @Nullable SingleHandling once;
  private final ReceiverTelemetry telemetry;

  WebhookEndpoint(WebhookEndpointBuilder settings) {
    this.name = settings.name;
    this.verifier = settings.verifier();
    this.handler = settings.handler();
    this.tables = new TableFilter(name, settings.tables, LOG);
    this.maxBodyBytes = settings.maxBodyBytes;
    this.rateLimiter = settings.rateLimiter;
    this.source = settings.source;
    this.telemetry =
        new ReceiverTelemetry(name, "webhook.", settings.telemetry(), settings.alerts());
    this.once =
        settings.store == null
            ? null
            : new SingleHandling(
                settings.store, settings.leaseTime, settings.retention, "{}", telemetry);
  }

  /**
   * Begins an endpoint.
   *
   * @param name the endpoint's name, which its span and its leases have: 1 to 40 lower-case
   *     letters, digits, {@code _} and {@code -}, beginning with a letter or a digit
   * @return a builder
   * @throws dev.belay.support.InvalidArgumentException if the name is of another form
   */
  public static WebhookEndpointBuilder builder(String name) {
    return new WebhookEndpointBuilder(name);
  }

  /**
   * The endpoint's name.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  @Override
  public WebhookResponse handle(WebhookRequest request) {
    Objects.requireNonNull(request, "request");
    Span span =
        telemetry
            .span(TelemetryNames.Spans.webhook(name))
            .setAttribute(TelemetryNames.Attributes.ROUTE, name)
            .startSpan();
    int status = 500;
    try {
      WebhookResponse answer =
          Context.current().with(span).wrapSupplier(() -> answer(span, request)).get();
      status = answer.status();
      return answer;
    } finally {
      telemetry.end(span, status);
    }
  }

  private WebhookResponse answer(Span span, WebhookRequest request) {
    if (!request.method().equals("POST")) {
      return Answers.otherMethod();
    }
    try {
      WebhookEvent event;
      try {
        event = verified(request);
      } catch (WebhookVerificationException refused) {
        telemetry.refused(span, refused.reason());
        return refusal(refused.reason());
      }
      describe(span, event);
      return admitted(span, request, event);
    } catch (WebhookHandlingException failure) {
      ReceiverTelemetry.failed(span, failure.kind().code());
      return Answers.of(failure);
    } catch (BackendUnavailableException unavailable) {
      ReceiverTelemetry.failed(span, unavailable.getClass().getName());
      return Answers.unavailable();
    } catch (RuntimeException failure) {
      ReceiverTelemetry.failed(span, failure.getClass().getName());
      logged(failure);
      return Answers.failed();
    }
  }

  private WebhookEvent verified(WebhookRequest request) {
    byte[] body = LimitedBody.read(request, maxBodyBytes);
    Verification verification = verifier.verify(request.headers(), body);
    WebhookEvent event = WebhookEvent.parse(body);
    return event.hasOwnId() ? event : verification.messageId().map(event::withId).orElse(event);
  }

  private WebhookResponse admitted(Span span, WebhookRequest request, WebhookEvent event) {
    if (!tables.admits(event)) {
      telemetry.mark(span, "skipped");
      return Answers.ok("{\"skipped\":true}", false);
    }
    Optional<WebhookResponse> limited = limited(span, request);
    if (limited.isPresent()) {
      return limited.get();
    }
    return once == null
        ? Answers.ok(result(event), false)
        : answer(once.handle(span, new IdempotencyKey(name, event.id()), lease -> result(event)));
  }

  private String result(WebhookEvent event) {
    return JsonText.of(handler.handle(event).values());
  }

  private static WebhookResponse answer(Handling handling) {
    if (handling instanceof Handling.Done done) {
      return Answers.ok(done.result(), done.repeated());
    }
    return handling instanceof Handling.InProgress other
        ? Answers.inProgress(other.remaining())
        : Answers.unavailable();
  }

  /** Fails closed: whoever cannot count does not let pass. */
  private Optional<WebhookResponse> limited(Span span, WebhookRequest request) {
    if (rateLimiter == null) {
      return Optional.empty();
    }
    try {
      RateDecision decision = rateLimiter.acquire(name + ":" + source.apply(request));
      if (decision.allowed()) {
        return Optional.empty();
      }
      telemetry.mark(span, "rate_limited");
      return Optional.of(Answers.limited(decision));
    } catch (BackendUnavailableException down) {
      telemetry.degraded(span, Alerts.RATELIMIT_DEGRADED, "rate_limit_unavailable");
      return Optional.of(Answers.unavailable());
    }
  }

  private static WebhookResponse refusal(Reason reason) {
    return switch (reason) {
      case MISSING_SECRET_ENV, BODY_READ_ERROR -> Answers.unavailable();
      case PAYLOAD_TOO_LARGE -> Answers.tooLarge();
      case INVALID_JSON, INVALID_PAYLOAD_SHAPE -> Answers.invalid();
      default -> Answers.unauthorized();
    };
  }

  private static void describe(Span span, WebhookEvent event) {
    span.setAttribute("webhook.table", event.table());
    span.setAttribute("webhook.op", event.operation().name());
    if (UUID.matcher(event.id()).matches()) { // anything else could say something about somebody
      span.setAttribute("webhook.event_id", event.id());
    }
  }

  /** The class and the place; a message can hold a part of the event, or a secret. */
  private void logged(RuntimeException failure) {
    StackTraceElement[] stack = failure.getStackTrace();
    LOG.error(
        "The handler of webhook {} failed: {} at {}",
        name,
        failure.getClass().getName(),
        stack.length == 0 ? "an unknown place" : stack[0]);
  }

  /** The name alone. */
  @Override
  public String toString() {
    return "WebhookEndpoint[" + name + "]";
  }
}
