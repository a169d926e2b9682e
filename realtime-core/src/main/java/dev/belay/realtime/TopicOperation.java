package dev.belay.realtime;

import java.util.Locale;

/** What a user wants to do with a topic's messages. */
public enum TopicOperation {
  /** Receive broadcasts and see who is present: {@code SELECT} on {@code realtime.messages}. */
  READ,
  /** Send broadcasts and be present: {@code INSERT} on {@code realtime.messages}. */
  WRITE;

  /**
   * The word by which the database knows it.
   *
   * @return {@code read} or {@code write}
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
