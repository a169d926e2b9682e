package dev.belay.webhook.send;

import dev.belay.sql.RpcClient;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What an operator asks of the outbox: what waits, what went wrong and when, what to send again,
 * and what to forget.
 *
 * <p>Safe for use by many threads; it needs a member of {@code service_role}, and throws what
 * {@link RpcClient} throws. Nothing that it returns holds a row's values.
 */
public interface WebhookOperations {

  /**
   * What waits, by endpoint: {@code list_webhook_backlog}. It reads the whole backlog.
   *
   * @return one entry for each endpoint
   */
  List<EndpointBacklog> backlog();

  /**
   * All attempts to deliver an event, the oldest first: {@code list_webhook_attempts}.
   *
   * @param eventId the event, as in {@code webhook-id}
   * @return the attempts, empty where none was made or the event is unknown
   */
  List<DeliveryAttempt> attempts(UUID eventId);

  /**
   * The newest dead letters: {@code list_webhook_dead_letters}.
   *
   * @param limit how many at most, 1 to 1000
   * @return the dead letters of all endpoints, the newest first
   */
  List<DeadLetter> deadLetters(int limit);

  /**
   * Says what {@link #replay} would send again, and changes nothing.
   *
   * @param selection which events
   * @return how many there are
   */
  long countReplayable(ReplaySelection selection);

  /**
   * Sends events again, under the same {@code webhook-id} and with all their attempts before them:
   * {@code replay_webhook_events}. An event that still waits is left as it is, and not counted.
   *
   * @param selection which events: delivered ones and dead letters, unless it says otherwise
   * @return how many are sent again
   */
  long replay(ReplaySelection selection);

  /**
   * Removes delivered events, and the log of their attempts: {@code trim_webhook_outbox}. They can
   * no longer be replayed.
   *
   * @param before those that happened before
   * @return how many were removed
   */
  long trim(Instant before);

  /**
   * Removes dead letters: {@code trim_webhook_outbox}. They are lost for good.
   *
   * @param before those of events that happened before
   * @return how many were removed
   */
  long trimDeadLetters(Instant before);
}
