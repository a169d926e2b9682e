package dev.belay.sql.rest;

import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpExchangeException;
import dev.belay.support.http.HttpExchangeException.Reason;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets so many exchanges run at once; the others wait in order, within their own time.
 *
 * <p>Over HTTP/1.1 an exchange holds a connection, so this bounds the connections too.
 */
final class BoundedTransport implements HttpTransport {

  private static final Duration SHORTEST = Duration.ofMillis(1);

  private final HttpTransport delegate;
  private final Semaphore permits;

  BoundedTransport(HttpTransport delegate, int maxConcurrent) {
    this.delegate = delegate;
    this.permits = new Semaphore(maxConcurrent, true);
  }

  @Override
  public HttpReply exchange(HttpCall call) {
    HttpCall rest = afterWaiting(call);
    try {
      return delegate.exchange(rest);
    } finally {
      permits.release();
    }
  }

  @SuppressWarnings("UnusedException") // The reason says it.
  private HttpCall afterWaiting(HttpCall call) {
    long start = System.nanoTime();
    try {
      if (!permits.tryAcquire(call.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
        throw HttpExchangeException.of(call, Reason.CONNECT_TIMED_OUT);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw HttpExchangeException.of(call, Reason.INTERRUPTED).unsent();
    }
    Duration waited = Duration.ofNanos(System.nanoTime() - start);
    if (waited.compareTo(SHORTEST) < 0) {
      return call;
    }
    Duration left = call.timeout().minus(waited);
    return call.withTimeout(left.compareTo(SHORTEST) < 0 ? SHORTEST : left);
  }
}
