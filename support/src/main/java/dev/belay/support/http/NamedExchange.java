package dev.belay.support.http;

import java.net.UnknownHostException;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One exchange with a server whose name must be looked up, on a thread of its own, since nothing
 * ends a lookup whose name server is silent.
 *
 * <p>The name is looked up before anything is sent. A caller who gives up meanwhile can be certain
 * that nothing was sent and nothing will be, however much later the lookup ends.
 */
final class NamedExchange implements Callable<HttpResponse<byte[]>> {

  private static final long LONGEST_END_MILLIS = 200;

  private enum State {
    LOOKING_UP,
    SENDING,
    GIVEN_UP
  }

  private final Lookup lookup;
  private final Callable<HttpResponse<byte[]>> sending;
  private final AtomicReference<State> state = new AtomicReference<>(State.LOOKING_UP);
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * @param lookup returns when the name is known
   * @param sending sends, and ends early when its thread is interrupted
   */
  NamedExchange(Lookup lookup, Callable<HttpResponse<byte[]>> sending) {
    this.lookup = lookup;
    this.sending = sending;
  }

  /** Begins it and waits until the answer or the deadline, whichever is first. */
  HttpResponse<byte[]> run(HttpCall call, ExecutorService threads) {
    Future<HttpResponse<byte[]>> answer = threads.submit(this);
    return new PendingExchange<>(call, answer, () -> giveUp(answer)).await();
  }

  @Override
  public HttpResponse<byte[]> call() throws Exception {
    lookup.run();
    if (!state.compareAndSet(State.LOOKING_UP, State.SENDING)) {
      throw new InterruptedException();
    }
    try {
      return sending.call();
    } finally {
      ended.countDown();
    }
  }

  /**
   * A lookup is left alone: others may wait for it, and the JVM remembers one that was broken off.
   * What is being sent is broken off, and has let its connection go before the caller goes on: or
   * it could cut a connection that the next call has taken over.
   */
  private boolean giveUp(Future<?> answer) {
    if (state.compareAndSet(State.LOOKING_UP, State.GIVEN_UP)) {
      return true;
    }
    boolean unused = answer.cancel(true);
    awaitEnd();
    return false;
  }

  /** Not for long: the JDK's own lookup could have begun anew, if the JVM's cache just ran out. */
  private void awaitEnd() {
    try {
      boolean unused = ended.await(LONGEST_END_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException again) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the name server, however long that takes. */
  @FunctionalInterface
  interface Lookup {
    void run() throws UnknownHostException;
  }
}
