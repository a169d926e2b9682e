package dev.belay.webhook.internal;

import java.time.Duration;

/** What became of one event that is to be handled once. */
public sealed interface Handling {

  /**
   * It is done.
   *
   * @param result what the handler said
   * @param repeated whether that was before
   */
  record Done(String result, boolean repeated) implements Handling {}

  /**
   * Somebody else is doing it.
   *
   * @param remaining how long at most
   */
  record InProgress(Duration remaining) implements Handling {}

  /** Nobody can say, so it was not done. */
  record Unavailable() implements Handling {}
}
