package dev.belay.webhook.receive;

import dev.belay.webhook.WebhookHeaders;
import java.io.InputStream;
import java.util.Objects;

/**
 * A request as a server hands it over. To be handled once, by one thread, since its body is a
 * stream.
 *
 * @param method the method, in upper case
 * @param headers the headers
 * @param body the body as it comes, never null; the server closes it
 * @param peer the address of who is connected, which behind a proxy is the proxy's; may be empty
 */
public record WebhookRequest(String method, WebhookHeaders headers, InputStream body, String peer) {

  /**
   * Refuses null.
   *
   * @param method see above
   * @param headers see above
   * @param body see above
   * @param peer see above
   */
  public WebhookRequest {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(headers, "headers");
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(peer, "peer");
  }

  /** The method alone. */
  @Override
  public String toString() {
    return "WebhookRequest[" + method + "]";
  }
}
