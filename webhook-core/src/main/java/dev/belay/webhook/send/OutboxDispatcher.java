package dev.belay.webhook.send;

import dev.belay.support.ConflictException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Starts and ends runs, one at a time. */
final class OutboxDispatcher implements WebhookDispatcher {

  private final ReentrantLock lock = new ReentrantLock();
  private final Engine engine;
  private volatile DispatchRun.@Nullable Started started;
  private boolean closed;

  OutboxDispatcher(Engine engine) {
    this.engine = engine;
  }

  @Override
  public void start() {
    lock.lock();
    try {
      requireUnused();
      started = DispatchRun.start(engine);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public DispatchCounts drain(Duration atMost) {
    Objects.requireNonNull(atMost, "atMost");
    lock.lock();
    try {
      requireUnused();
      DispatchCounts before = counts();
      DispatchRun.untilEmpty(engine, atMost);
      return counts().since(before);
    } finally {
      lock.unlock();
    }
  }

  private void requireUnused() {
    if (closed || started != null) {
      throw new ConflictException(
          closed ? "The dispatcher is closed" : "The dispatcher has been started already");
    }
  }

  @Override
  public boolean isRunning() {
    DispatchRun.Started run = started;
    return run != null && run.claiming().isAlive();
  }

  @Override
  public DispatchCounts counts() {
    return engine.tally().counts();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        Optional.ofNullable(started).ifPresent(DispatchRun.Started::close);
        started = null;
        engine.gauges().close();
      }
    } finally {
      lock.unlock();
    }
  }
}
