package dev.belay.webhook.receive;

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

  /** Without the body. */
  @Override
  public String toString() {
    return "WebhookResponse[" + status + "]";
  }
}
