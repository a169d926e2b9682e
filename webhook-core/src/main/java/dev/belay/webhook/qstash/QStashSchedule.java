package dev.belay.webhook.qstash;

import java.util.Objects;

/**
 * A message that is published again and again.
 *
 * @param id its id
 * @param cron when, in UTC
 * @param destination where to; it can hold a secret
 * @param paused whether it rests
 */
public record QStashSchedule(String id, String cron, String destination, boolean paused) {

  /**
   * Refuses null.
   *
   * @param id see above
   * @param cron see above
   * @param destination see above
   * @param paused see above
   */
  public QStashSchedule {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(cron, "cron");
    Objects.requireNonNull(destination, "destination");
  }

  /** Without the destination. */
  @Override
  public String toString() {
    return "QStashSchedule[" + id + ", " + cron + (paused ? ", paused]" : "]");
  }
}
