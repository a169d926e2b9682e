package dev.belay.realtime.channel;

import java.time.Duration;

/** Something that was sent and is to be answered. In the engine's thread alone. */
final class Push {

  /** How a push ended. */
  enum Outcome {
    /** The server took it. */
    OK,
    /** The server refused it. */
    ERROR,
    /** The server was silent. */
    TIMED_OUT,
    /** The connection went before the server answered. */
    LOST,
    /** It was not sent. */
    NO_ROOM
  }

  /** Hears of the answer in the engine's thread. */
  @FunctionalInterface
  interface Answered {

    /**
     * Hears of it once.
     *
     * @param outcome how it ended
     * @param response what the server said, as JSON, or an empty text
     */
    void with(Outcome outcome, String response);
  }

  private final Answered answered;
  private final Duration timeout;
  private Engine.Timer overdue = Engine.Timer.NONE;

  Push(Answered answered, Duration timeout) {
    this.answered = answered;
    this.timeout = timeout;
  }

  /** From now on the time counts. */
  void startTimer(Engine engine, Runnable whenOverdue) {
    overdue = engine.after(timeout, whenOverdue);
  }

  void answer(Outcome outcome, String response) {
    overdue.cancel();
    answered.with(outcome, response);
  }
}
