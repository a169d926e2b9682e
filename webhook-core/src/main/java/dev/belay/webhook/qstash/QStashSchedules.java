package dev.belay.webhook.qstash;

import java.util.List;
import java.util.Optional;

/**
 * Messages that QStash publishes again and again (Upstash, "Schedules"). Safe for use by many
 * threads; failures are those of {@link QStashClient}.
 */
public interface QStashSchedules {

  /**
   * Makes a schedule, or replaces the one with the same id. May be repeated.
   *
   * @param id 1 to 256 letters, digits and {@code ._-}
   * @param cron five fields, in UTC
   * @param message what to publish; it is not for a queue, and has no deduplication id
   * @throws dev.belay.support.InvalidArgumentException if one of them is malformed
   */
  void put(String id, String cron, QStashMessage message);

  /**
   * All schedules.
   *
   * @return the schedules
   */
  List<QStashSchedule> list();

  /**
   * One schedule.
   *
   * @param id its id
   * @return the schedule, or empty if there is none
   */
  Optional<QStashSchedule> find(String id);

  /**
   * Lets a schedule rest. What it would have published meanwhile is not published later.
   *
   * @param id its id
   * @return false if there is none
   */
  boolean pause(String id);

  /**
   * Lets a schedule go on.
   *
   * @param id its id
   * @return false if there is none
   */
  boolean resume(String id);

  /**
   * Removes a schedule.
   *
   * @param id its id
   * @return false if there is none
   */
  boolean delete(String id);
}
