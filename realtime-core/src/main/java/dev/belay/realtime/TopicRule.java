package dev.belay.realtime;

import java.util.UUID;

/**
 * What an SQL function says of a user and an id, said in Java for a test. Called by many threads at
 * once.
 */
@FunctionalInterface
public interface TopicRule {

  /**
   * Whether the rule allows it.
   *
   * @param userId the user
   * @param id the id as the database prints it: a UUID in lower case, a number without leading
   *     zeros
   * @return true to allow it; what it throws becomes {@link TopicReason#RULE_FAILED}, and its class
   *     and place are logged as a warning, without its text
   */
  boolean allows(UUID userId, String id);
}
