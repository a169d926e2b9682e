package dev.belay.realtime;

import java.util.UUID;

/**
 * A {@link TopicAuthorizer} that remembers decisions for a short time. Whoever lost a right may
 * keep it for that long: call {@link #forget} when it is known that one was lost, such as in the
 * code that removes a member, on each machine that has a cache. Safe for use by many threads.
 *
 * <p>Only what a rule said is remembered, for the one user, topic and operation, and for no longer
 * than the cache's age counted from before the database was asked. A failure, also that of a rule,
 * is not. {@link #explain} always asks.
 */
public interface TopicDecisionCache extends TopicAuthorizer {

  /**
   * Forgets what is known of a user, also what is being asked at this moment.
   *
   * @param userId the user
   */
  void forget(UUID userId);

  /** Forgets everything. */
  void forgetAll();
}
