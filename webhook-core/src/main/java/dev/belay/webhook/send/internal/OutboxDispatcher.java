package dev.belay.webhook.send.internal;

import dev.belay.sql.notify.Listening;
import dev.belay.sql.notify.NotificationHandler;
import dev.belay.sql.notify.NotificationSource;
import dev.belay.support.ConflictException;
import dev.belay.webhook.send.DispatchCounts;
import dev.belay.webhook.send.WebhookDispatcher;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Starts and ends runs, one at a time. */
final class OutboxDispatcher implements WebhookDispatcher {

  private final ReentrantLock lock = new ReentrantLock();

  /** The channel on which a transaction tells that it has written events. */
  private static final String CHANNEL = "belay_webhook_outbox";

  private final DispatchParts parts;
  private final @Nullable NotificationSource news;
  private volatile DispatchRun.@Nullable Started started;
  private @Nullable Listening listening;
  private boolean closed;

  OutboxDispatcher(DispatchParts parts, @Nullable NotificationSource news) {
    this.parts = parts;
    this.news = news;
  }

  @Override
  public void start() {
    lock.lock();
    try {
      requireUnused();
      DispatchRun.Started begun = DispatchRun.start(parts);
      started = begun;
      if (news != null) {
        listening = news.listen(CHANNEL, new WakeUp(begun.run()));
      }
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
      DispatchRun.untilEmpty(parts, atMost);
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
    return parts.tally().counts();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        Optional.ofNullable(listening).ifPresent(Listening::close);
        Optional.ofNullable(started).ifPresent(DispatchRun.Started::close);
        started = null;
        parts.gauges().close();
      }
    } finally {
      lock.unlock();
    }
  }

  /** News of any kind is a reason to look. */
  private record WakeUp(DispatchRun run) implements NotificationHandler {

    @Override
    public void notified(String payload) {
      run.wake();
    }

    @Override
    public void missed() {
      run.wake();
    }
  }
}
