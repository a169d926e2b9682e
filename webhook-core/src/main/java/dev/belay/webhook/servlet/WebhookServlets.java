package dev.belay.webhook.servlet;

import dev.belay.webhook.receive.WebhookReceiver;
import jakarta.servlet.http.HttpServlet;
import java.util.Objects;

/** Puts an endpoint, or a worker, into a servlet container. */
public final class WebhookServlets {

  private WebhookServlets() {}

  /**
   * A servlet to be registered under the route of the receiver. No filter before it may read the
   * body, or ask for a parameter of the request, which reads the body too.
   *
   * @param receiver receives the requests
   * @return a servlet that is safe for use by many threads, and cannot be serialised
   */
  public static HttpServlet servlet(WebhookReceiver receiver) {
    return new WebhookServlet(Objects.requireNonNull(receiver, "receiver"));
  }
}
