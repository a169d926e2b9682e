package dev.belay.webhook.receive;

import java.time.Duration;

/**
 * The answers of an endpoint. What a stranger is told is one of few fixed texts; the exact reason
 * is in the telemetry.
 */
final class Answers {

  private Answers() {}

  /** The result is an object in JSON of our own making; of any other, nothing is passed on. */
  static WebhookResponse ok(String result, boolean duplicate) {
    boolean ours = result.startsWith("{") && result.endsWith("}");
    String values = ours ? result.substring(1, result.length() - 1) : "";
    return WebhookResponse.json(
        200,
        "{\"ok\":true"
            + (duplicate ? ",\"duplicate\":true" : "")
            + (values.isEmpty() ? "" : "," + values)
            + "}");
  }

  static WebhookResponse refusal(int status, String code, String error) {
    return WebhookResponse.json(
        status, "{\"ok\":false,\"code\":\"" + code + "\",\"error\":\"" + error + "\"}");
  }

  static WebhookResponse unauthorized() {
    return refusal(401, "UNAUTHORIZED", "invalid_signature");
  }

  static WebhookResponse invalid() {
    return refusal(400, "VALIDATION_ERROR", "invalid_request");
  }

  static WebhookResponse tooLarge() {
    return refusal(413, "VALIDATION_ERROR", "payload_too_large").with("Connection", "close");
  }

  static WebhookResponse unavailable() {
    return refusal(503, "SERVICE_UNAVAILABLE", "internal_error");
  }

  static WebhookResponse failed() {
    return refusal(500, "UNKNOWN", "internal_error");
  }

  static WebhookResponse otherMethod() {
    return refusal(405, "METHOD_NOT_ALLOWED", "method_not_allowed").with("Allow", "POST");
  }

  static WebhookResponse inProgress(Duration remaining) {
    return refusal(409, "CONFLICT", "in_progress").retryAfter(remaining);
  }

  static WebhookResponse limited(RateDecision decision) {
    WebhookResponse answer =
        refusal(429, "RATE_LIMITED", "rate_limit_exceeded").retryAfter(decision.retryAfter());
    return answer
        .with("RateLimit-Limit", String.valueOf(decision.limit()))
        .with("RateLimit-Remaining", "0")
        .with("RateLimit-Reset", answer.headers().getOrDefault("Retry-After", "1"));
  }

  static WebhookResponse of(WebhookHandlingException failure) {
    WebhookHandlingException.Kind kind = failure.kind();
    WebhookResponse answer = refusal(kind.status(), kind.code(), kind.error());
    return failure.retryAfter().isZero() ? answer : answer.retryAfter(failure.retryAfter());
  }
}
