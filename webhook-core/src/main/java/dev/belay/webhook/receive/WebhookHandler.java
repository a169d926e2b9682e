package dev.belay.webhook.receive;

import dev.belay.support.BackendUnavailableException;
import dev.belay.webhook.WebhookEvent;

/**
 * What an application does about an event. Must be safe for use by many threads.
 *
 * <p>It is called for an event that is verified, that the endpoint asked for, and that nobody else
 * is handling or has handled. Where it throws, the event is given back, so that the sender's next
 * attempt is handled; so let it throw where something was not done. It should end well within the
 * endpoint's lease.
 */
@FunctionalInterface
public interface WebhookHandler {

  /**
   * Handles one event.
   *
   * @param event the event
   * @return what the sender is told
   * @throws WebhookHandlingException to choose the status; {@link BackendUnavailableException}
   *     becomes 503, and any other exception 500
   */
  WebhookOutcome handle(WebhookEvent event);
}
