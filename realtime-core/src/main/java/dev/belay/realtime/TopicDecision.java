package dev.belay.realtime;

import java.util.Objects;

/**
 * An answer. Since it has one part, it cannot be allowed for a reason that denies. Immutable.
 *
 * @param reason why
 */
public record TopicDecision(TopicReason reason) {

  /**
   * Checks that there is a reason.
   *
   * @param reason why
   */
  public TopicDecision {
    Objects.requireNonNull(reason, "reason");
  }

  /**
   * Whether the user may do it.
   *
   * @return true for {@link TopicReason#ALLOWED} alone
   */
  public boolean allowed() {
    return reason == TopicReason.ALLOWED;
  }
}
