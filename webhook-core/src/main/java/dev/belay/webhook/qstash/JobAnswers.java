package dev.belay.webhook.qstash;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.belay.webhook.receive.WebhookHandlingException;
import dev.belay.webhook.receive.WebhookResponse;
import java.time.Duration;

/**
 * What a worker answers. QStash repeats after anything but 2xx, and after as long as {@code
 * Retry-After} says; it gives up at once after 489 with {@code Upstash-NonRetryable-Error}.
 */
final class JobAnswers {

  private static final int NEVER = 489;

  private JobAnswers() {}

  static WebhookResponse done(String result, boolean duplicate) {
    StringBuilder body = new StringBuilder("{\"ok\":true");
    if (duplicate) {
      body.append(",\"duplicate\":true");
    }
    if (!result.isEmpty()) {
      body.append(",\"result\":\"")
          .append(JsonStringEncoder.getInstance().quoteAsString(result))
          .append('"');
    }
    return WebhookResponse.json(200, body.append('}').toString());
  }

  /** The job can never be done. */
  static WebhookResponse never(String error) {
    return refusal(NEVER, error).with("Upstash-NonRetryable-Error", "true");
  }

  static WebhookResponse otherMethod() {
    return refusal(405, "method_not_allowed").with("Allow", "POST");
  }

  /** Keys that are stale heal after the next roll or deployment, so the job must not be lost. */
  static WebhookResponse unauthorized() {
    return refusal(401, "invalid_signature");
  }

  static WebhookResponse misconfigured() {
    return refusal(500, "configuration_error");
  }

  static WebhookResponse unreadable() {
    return refusal(400, "bad_request");
  }

  static WebhookResponse unavailable() {
    return refusal(503, "service_unavailable");
  }

  static WebhookResponse failed() {
    return refusal(500, "internal_error");
  }

  static WebhookResponse inProgress(Duration remaining) {
    return refusal(409, "in_progress").retryAfter(remaining);
  }

  static WebhookResponse of(WebhookHandlingException failure) {
    if (failure.kind() == WebhookHandlingException.Kind.INVALID) {
      return never("invalid_job");
    }
    WebhookResponse answer = refusal(503, "try_again");
    return failure.retryAfter().isZero() ? answer : answer.retryAfter(failure.retryAfter());
  }

  private static WebhookResponse refusal(int status, String error) {
    return WebhookResponse.json(status, "{\"ok\":false,\"error\":\"" + error + "\"}");
  }
}
