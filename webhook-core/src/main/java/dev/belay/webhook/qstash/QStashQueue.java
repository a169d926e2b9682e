package dev.belay.webhook.qstash;

import java.util.Objects;

/**
 * A queue.
 *
 * @param name its name
 * @param parallelism how many of its messages are under way at once; 1 keeps them in order
 * @param paused whether it rests
 * @param lag how many messages wait in it
 */
public record QStashQueue(String name, int parallelism, boolean paused, long lag) {

  /**
   * Refuses null.
   *
   * @param name see above
   * @param parallelism see above
   * @param paused see above
   * @param lag see above
   */
  public QStashQueue {
    Objects.requireNonNull(name, "name");
  }
}
