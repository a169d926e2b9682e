package dev.belay.webhook.qstash;

import java.util.List;
import java.util.Optional;

/**
 * Queues, which deliver first in, first out (Upstash, "Queues"). Safe for use by many threads;
 * failures are those of {@link QStashClient}. A name has 1 to 256 letters, digits and {@code ._-}.
 */
public interface QStashQueues {

  /**
   * Makes a queue, or changes the one of this name.
   *
   * @param name its name
   * @param parallelism 1 or more; more than 1 gives up the order
   * @throws dev.belay.support.InvalidArgumentException if one of them is malformed
   */
  void put(String name, int parallelism);

  /**
   * All queues.
   *
   * @return the queues
   */
  List<QStashQueue> list();

  /**
   * One queue.
   *
   * @param name its name
   * @return the queue, or empty if there is none
   */
  Optional<QStashQueue> find(String name);

  /**
   * Lets a queue rest; it goes on taking messages.
   *
   * @param name its name
   * @return false if there is none
   */
  boolean pause(String name);

  /**
   * Lets a queue go on.
   *
   * @param name its name
   * @return false if there is none
   */
  boolean resume(String name);

  /**
   * Removes a queue.
   *
   * @param name its name
   * @return false if there is none
   */
  boolean delete(String name);
}
