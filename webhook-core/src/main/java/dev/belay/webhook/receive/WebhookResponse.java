package dev.belay.webhook.receive;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * An answer to be sent. Immutable.
 *
 * @param status the status code
 * @param headers the headers by name, those of the body among them; copied
 * @param body JSON, to be sent in UTF-8
 */
public record WebhookResponse(int status, Map<String, String> headers, String body) {

  private static final Map<String, String> JSON =
      Map.of("Content-Type", "application/json; charset=utf-8", "Cache-Control", "no-store");

  /**
   * Copies the headers.
   *
   * @param status see above
   * @param headers see above
   * @param body see above
   */
  public WebhookResponse {
    headers = Map.copyOf(headers);
    Objects.requireNonNull(body, "body");
  }

  /**
   * An answer in JSON that no cache keeps.
   *
   * @param status the status code
   * @param body the JSON
   * @return the answer
   */
  public static WebhookResponse json(int status, String body) {
    return new WebhookResponse(status, JSON, body);
  }

  /**
   * The same with one more header, or another value of one.
   *
   * @param name the header's name
   * @param value its value
   * @return a copy
   */
  public WebhookResponse with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new WebhookResponse(status, more, body);
  }

  /**
   * The same with {@code Retry-After} in whole seconds, at least one: never earlier than it is
   * worth while.
   *
   * @param time from now
   * @return a copy
   */
  public WebhookResponse retryAfter(Duration time) {
    return with("Retry-After", String.valueOf(Math.max(1, time.plusMillis(999).toSeconds())));
  }

  /** Without the body. */
  @Override
  public String toString() {
    return "WebhookResponse[" + status + "]";
  }
}
