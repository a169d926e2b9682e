package dev.belay.realtime.channel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the listeners of one channel, one after the other and in order, in a thread that is not the
 * engine's. What a listener throws is logged by its class and harms nobody else.
 *
 * <p>Messages that wait are bounded in number and size, those beyond are dropped; what is said
 * about the channel itself always gets through.
 */
final class Delivery {

  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
  private static final int MOST_CHARACTERS = 32 << 20;

  private record Call(Runnable task, int size) {}

  private final Executor executor;
  private final int most;
  private final Deque<Call> waiting = new ArrayDeque<>();
  private final AtomicBoolean warned = new AtomicBoolean();
  private int messages;
  private long characters;
  private boolean running;

  Delivery(Executor executor, int most) {
    this.executor = executor;
    this.most = most;
  }

  /** Something about the channel. */
  void say(Runnable task) {
    add(new Call(task, -1));
  }

  /** Whether there was room for a message of this size. */
  boolean offer(Runnable task, int size) {
    synchronized (waiting) {
      // One alone is always let in, however large.
      if (messages >= most || (messages > 0 && characters + size > MOST_CHARACTERS)) {
        return false;
      }
      messages++;
      characters += size;
    }
    add(new Call(task, size));
    return true;
  }

  private void add(Call call) {
    boolean start;
    synchronized (waiting) {
      waiting.add(call);
      start = !running;
      running = true;
    }
    if (start) {
      start();
    }
  }

  private void start() {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException stopped) {
      synchronized (waiting) {
        waiting.clear();
        running = false;
      }
    }
  }

  private void run() {
    for (Call call = next(); call != null; call = next()) {
      try {
        call.task().run();
      } catch (RuntimeException | Error failure) {
        failed(failure);
      }
    }
  }

  /** Once loudly, since it can be so for each message. Its own text could hold what a user said. */
  private void failed(Throwable failure) {
    String kind = failure.getClass().getName();
    if (warned.compareAndSet(false, true)) {
      LOG.warn("A listener of a realtime channel failed, and may again: {}", kind);
    } else {
      LOG.debug("A listener of a realtime channel failed: {}", kind);
    }
  }

  private @Nullable Call next() {
    synchronized (waiting) {
      Call call = waiting.poll();
      if (call == null) {
        running = false;
      } else if (call.size() >= 0) {
        messages--;
        characters -= call.size();
      }
      return call;
    }
  }
}
