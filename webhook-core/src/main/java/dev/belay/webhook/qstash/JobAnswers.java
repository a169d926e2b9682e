package dev.belay.webhook.qstash;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.belay.webhook.receive.WebhookFailure;
import dev.belay.webhook.receive.WebhookResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What a worker answers. QStash repeats after anything but 2xx, and after as long as {@code
 * Retry-After} says; it gives up at once after 489 with {@code Upstash-NonRetryable-Error}.
 */
final class JobAnswers {

  private static final int NEVER = 489;
  private static final Map<String, String> HEADERS =
      Map.of("Content-Type", "application/json; charset=utf-8", "Cache-Control", "no-store");

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
    return new WebhookResponse(200, HEADERS, body.append('}').toString());
  }

  /** The job can never be done. */
  static WebhookResponse never(String error) {
    return with(refusal(NEVER, error), "Upstash-NonRetryable-Error", "true");
  }

  static WebhookResponse otherMethod() {
    return with(refusal(405, "method_not_allowed"), "Allow", "POST");
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
    return with(refusal(409, "in_progress"), "Retry-After", seconds(remaining));
  }

  static WebhookResponse of(WebhookFailure failure) {
    if (failure.kind() == WebhookFailure.Kind.INVALID) {
      return never("invalid_job");
    }
    WebhookResponse answer = refusal(503, "try_again");
    return failure.retryAfter().isZero()
        ? answer
        : with(answer, "Retry-After", seconds(failure.retryAfter()));
  }

  private static WebhookResponse refusal(int status, String error) {
    return new WebhookResponse(status, HEADERS, "{\"ok\":false,\"error\":\"" + error + "\"}");
  }

  private static WebhookResponse with(WebhookResponse answer, String name, String value) {
    Map<String, String> headers = new HashMap<>(answer.headers());
    headers.put(name, value);
    return new WebhookResponse(answer.status(), headers, answer.body());
  }

  /** Whole seconds, at least one: never earlier than it is worth while. */
  private static String seconds(Duration time) {
    return String.valueOf(Math.max(1, time.plusMillis(999).toSeconds()));
  }
}
