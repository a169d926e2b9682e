package dev.belay.realtime.broadcast;

import java.util.List;

/**
 * Sends messages to topics. Safe for use by many threads, but for one within a transaction, which
 * is for the transaction's thread.
 *
 * <p>Nothing is ever sent twice: after a failure that is {@code retryable()} the caller decides,
 * and listeners can then get a message twice.
 *
 * <p>Every method throws {@link dev.belay.support.AccessDeniedException} where the key, the login
 * or the user may not send to the topic, {@link dev.belay.support.InvalidArgumentException} where
 * the server takes a message for too large or malformed, {@link BroadcastRateLimitedException}
 * where the project's rate is used up, {@link dev.belay.support.ConfigurationException} where there
 * is no such function or route, and {@link dev.belay.support.BackendUnavailableException} where the
 * backend cannot be reached or fails.
 */
public interface Broadcaster {

  /**
   * Sends one message.
   *
   * @param broadcast the message
   * @return what is known of it
   */
  BroadcastReceipt send(Broadcast broadcast);

  /**
   * Sends several messages in their order. Where one fails the ones before it are sent, unless all
   * are in one transaction or one request.
   *
   * @param broadcasts 1 to 100 messages
   * @return what is known of each, in the same order
   * @throws dev.belay.support.InvalidArgumentException if there are none, or more
   */
  List<BroadcastReceipt> sendAll(List<Broadcast> broadcasts);
}
