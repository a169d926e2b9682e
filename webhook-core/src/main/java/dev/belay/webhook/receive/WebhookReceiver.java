package dev.belay.webhook.receive;

/**
 * Answers the requests of one route, whatever the framework: a {@link WebhookEndpoint}, or the
 * worker of a queue. Implementations are safe for use by many threads.
 */
@FunctionalInterface
public interface WebhookReceiver {

  /**
   * Receives one request. Never throws an exception for what a request is or what a handler does.
   *
   * @param request the request
   * @return what to answer
   */
  WebhookResponse handle(WebhookRequest request);
}
