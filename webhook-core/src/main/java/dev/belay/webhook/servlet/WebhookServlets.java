package dev.belay.webhook.servlet;

import dev.belay.webhook.receive.WebhookEndpoint;
import jakarta.servlet.http.HttpServlet;
import java.util.Objects;

/** Puts an endpoint into a servlet container. */
public final class WebhookServlets {

  private WebhookServlets() {}

  /**
   * A servlet to be registered under the route of the endpoint. No filter before it may read the
   * body, or ask for a parameter of the request, which reads the body too.
   *
   * @param endpoint receives the requests
   * @return a servlet that is safe for use by many threads, and cannot be serialised
   */
  public static HttpServlet servlet(WebhookEndpoint endpoint) {
    return new WebhookServlet(Objects.requireNonNull(endpoint, "endpoint"));
  }
}
