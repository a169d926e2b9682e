package dev.belay.support.http;

import dev.belay.support.http.HttpExchangeException.Reason;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * An exchange under way on another thread, and how to end it early.
 *
 * @param call what was sent
 * @param answer completes when the answer has been read to its end
 * @param abort frees the connection, so that nothing goes on after the caller has left; true where
 *     it is certain that nothing was sent
 */
record PendingExchange<T>(HttpCall call, Future<T> answer, BooleanSupplier abort) {

  /** Nothing is sent for a thread that has been told to stop. */
  static void refuseIfInterrupted(HttpCall call) {
    if (Thread.currentThread().isInterrupted()) {
      throw HttpExchangeException.of(call, Reason.INTERRUPTED).unsent();
    }
  }

  /** Waits until the answer or the deadline, whichever is first. */
  @SuppressWarnings("UnusedException") // A cause could print what was sent; see the exception.
  T await() {
    try {
      return answer.get(call.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw aborted(Reason.TIMED_OUT);
    } catch (InterruptedException interrupted) {
      HttpExchangeException stopped = aborted(Reason.INTERRUPTED);
      Thread.currentThread().interrupt();
      throw stopped;
    } catch (ExecutionException failed) {
      throw Failures.of(call, failed);
    }
  }

  private HttpExchangeException aborted(Reason reason) {
    HttpExchangeException failure = HttpExchangeException.of(call, reason);
    return abort.getAsBoolean() ? failure.unsent() : failure;
  }
}
