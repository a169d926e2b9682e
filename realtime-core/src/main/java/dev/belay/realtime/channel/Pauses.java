package dev.belay.realtime.channel;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The pauses before a channel is joined again. They grow with each failure and begin anew when the
 * channel has been joined for the length of a heartbeat: a server that lets it join and shuts it at
 * once must not be asked without pauses. In the engine's thread alone.
 */
final class Pauses {

  private final Engine engine;
  private final RealtimeSettings settings;
  private Engine.Timer pause = Engine.Timer.NONE;
  private Engine.Timer calm = Engine.Timer.NONE;
  private int failures;

  Pauses(Engine engine, RealtimeSettings settings) {
    this.engine = engine;
    this.settings = settings;
  }

  /** After a failure; a token that is too old is renewed at once, the first time. */
  void before(Runnable attempt, boolean withFreshToken) {
    failures++;
    Duration length =
        withFreshToken && failures == 1
            ? Duration.ZERO
            : settings.backoff().before(failures, ThreadLocalRandom.current());
    pause = engine.after(length, attempt);
  }

  void joined() {
    calm = engine.after(settings.heartbeat(), () -> failures = 0);
  }

  void left() {
    calm.cancel();
  }

  void end() {
    calm.cancel();
    pause.cancel();
  }
}
