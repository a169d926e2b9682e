package dev.belay.sql.rest;

import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpExchangeException;
import dev.belay.support.http.HttpExchangeException.Reason;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Retries every call that PostgREST reports as not started: its schema cache is older than the last
 * migration (PGRST202), or no pooled connection became free (PGRST003).
 *
 * <p>The call's time bounds all attempts and pauses together; the last answer is returned.
 */
final class UnbegunTransport implements HttpTransport {

  /** "Not in the schema cache" and "no connection of the pool in time". */
  private static final Set<String> UNBEGUN = Set.of("PGRST202", "PGRST003");

  /** PostgREST reads its cache anew within a second or so of a notification. */
  private static final List<Duration> PAUSES =
      List.of(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofMillis(900));

  private final HttpTransport delegate;
  private final Clock clock;
  private final Sleeper sleeper;

  UnbegunTransport(HttpTransport delegate, Clock clock, Sleeper sleeper) {
    this.delegate = delegate;
    this.clock = clock;
    this.sleeper = sleeper;
  }

  @Override
  public HttpReply exchange(HttpCall call) {
    Instant deadline = clock.instant().plus(call.timeout());
    HttpReply reply = delegate.exchange(call);
    for (Duration pause : PAUSES) {
      if (reply.isSuccess()
          || ErrorBody.of(reply).postgrestCode().filter(UNBEGUN::contains).isEmpty()
          || !clock.instant().plus(pause).isBefore(deadline)) {
        return reply;
      }
      sleep(call, pause);
      reply = delegate.exchange(withinTime(call, deadline));
    }
    return reply;
  }

  private HttpCall withinTime(HttpCall call, Instant deadline) {
    Duration left = Duration.between(clock.instant(), deadline);
    return call.withTimeout(left.toMillis() < 1 ? Duration.ofMillis(1) : left);
  }

  /** PostgREST has said that it began none of the attempts so far. */
  @SuppressWarnings("UnusedException") // The reason says it; a cause would add nothing.
  private void sleep(HttpCall call, Duration pause) {
    try {
      sleeper.sleep(pause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw HttpExchangeException.of(call, Reason.INTERRUPTED).unsent();
    }
  }
}
