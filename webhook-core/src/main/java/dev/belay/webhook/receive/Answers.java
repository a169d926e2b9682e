package dev.belay.webhook.receive;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answers of an endpoint. What a stranger is told is one of few fixed texts; the exact reason
 * is in the telemetry.
 */
final class Answers {

  private static final Map<String, String> HEADERS =
      Map.of("Content-Type", "application/json; charset=utf-8", "Cache-Control", "no-store");

  private Answers() {}

  /** The result is an object in JSON of our own making; of any other, nothing is passed on. */
  static WebhookResponse ok(String result, boolean duplicate) {
    boolean ours = result.startsWith("{") && result.endsWith("}");
    String values = ours ? result.substring(1, result.length() - 1) : "";
    return new WebhookResponse(
        200,
        HEADERS,
        "{\"ok\":true"
            + (duplicate ? ",\"duplicate\":true" : "")
            + (values.isEmpty() ? "" : "," + values)
            + "}");
  }

  static WebhookResponse refusal(int status, String code, String error) {
    return new WebhookResponse(
        status, HEADERS, "{\"ok\":false,\"code\":\"" + code + "\",\"error\":\"" + error + "\"}");
  }

  static WebhookResponse unauthorized() {
    return refusal(401, "UNAUTHORIZED", "invalid_signature");
  }

  static WebhookResponse invalid() {
    return refusal(400, "VALIDATION_ERROR", "invalid_request");
  }

  static WebhookResponse tooLarge() {
    return with(
        refusal(413, "VALIDATION_ERROR", "payload_too_large"), Map.of("Connection", "close"));
  }

  static WebhookResponse unavailable() {
    return refusal(503, "SERVICE_UNAVAILABLE", "internal_error");
  }

  static WebhookResponse failed() {
    return refusal(500, "UNKNOWN", "internal_error");
  }

  static WebhookResponse otherMethod() {
    return with(refusal(405, "METHOD_NOT_ALLOWED", "method_not_allowed"), Map.of("Allow", "POST"));
  }

  static WebhookResponse inProgress(Duration remaining) {
    return with(refusal(409, "CONFLICT", "in_progress"), Map.of("Retry-After", seconds(remaining)));
  }

  static WebhookResponse limited(RateDecision decision) {
    String seconds = seconds(decision.retryAfter());
    return with(
        refusal(429, "RATE_LIMITED", "rate_limit_exceeded"),
        Map.of(
            "Retry-After",
            seconds,
            "RateLimit-Limit",
            String.valueOf(decision.limit()),
            "RateLimit-Remaining",
            "0",
            "RateLimit-Reset",
            seconds));
  }

  static WebhookResponse of(WebhookFailure failure) {
    WebhookFailure.Kind kind = failure.kind();
    WebhookResponse answer = refusal(kind.status(), kind.code(), kind.error());
    return failure.retryAfter().isZero()
        ? answer
        : with(answer, Map.of("Retry-After", seconds(failure.retryAfter())));
  }

  private static WebhookResponse with(WebhookResponse answer, Map<String, String> more) {
    Map<String, String> headers = new LinkedHashMap<>(answer.headers());
    headers.putAll(more);
    return new WebhookResponse(answer.status(), headers, answer.body());
  }

  /** Whole seconds, at least one: never earlier than it is worth while. */
  private static String seconds(Duration time) {
    return String.valueOf(Math.max(1, time.plusMillis(999).toSeconds()));
  }
}
