package dev.belay.webhook.jdk;

import com.sun.net.httpserver.HttpHandler;
import dev.belay.webhook.receive.WebhookReceiver;
import java.util.Objects;

/** Puts an endpoint, or a worker, into the server of the JDK. */
public final class JdkWebhooks {

  private JdkWebhooks() {}

  /**
   * A handler for a context of {@link com.sun.net.httpserver.HttpServer}. The server's executor
   * says how many requests are received at once.
   *
   * @param receiver receives the requests
   * @return a handler that is safe for use by many threads
   */
  public static HttpHandler handler(WebhookReceiver receiver) {
    return new JdkWebhookHandler(Objects.requireNonNull(receiver, "receiver"));
  }
}
