package dev.belay.realtime.channel;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A channel's present status, which any thread may read and wait for. */
final class StatusBoard {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile ChannelStatus status = ChannelStatus.of(ChannelState.CONNECTING);

  ChannelStatus status() {
    return status;
  }

  void set(ChannelStatus now) {
    lock.lock();
    try {
      status = now;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for either state; gives the status at the end of the wait. */
  ChannelStatus await(ChannelState one, ChannelState other, Duration longest)
      throws InterruptedException {
    long left = longest.toNanos();
    lock.lockInterruptibly();
    try {
      while (status.state() != one && status.state() != other && left > 0) {
        left = changed.awaitNanos(left);
      }
      return status;
    } finally {
      lock.unlock();
    }
  }
}
