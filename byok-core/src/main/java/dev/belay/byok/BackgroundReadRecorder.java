package dev.belay.byok;

import dev.belay.sql.RpcClient;
import dev.belay.support.BackendUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records reads in batches by one daemon thread, which starts with the first read and ends when
 * there is nothing to do for a while.
 *
 * <p>The caller never waits for the database: it takes a lock that is held for the time of a queue
 * operation, and where the queue is full the read is dropped and counted.
 */
final class BackgroundReadRecorder implements ReadRecorder {

  private static final Logger LOG = LoggerFactory.getLogger(BackgroundReadRecorder.class);
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 3;

  private final ReadAudit audit;
  private final RpcClient rpc;
  private final ReadTally tally;
  private final SynchronousReadRecorder afterClose;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<KeyRead> waiting = new ArrayDeque<>();
  private @Nullable Thread worker;
  private boolean closing;
  private int inFlight;

  BackgroundReadRecorder(ReadAudit audit, RpcClient rpc, ReadTally tally) {
    this.audit = audit;
    this.rpc = rpc;
    this.tally = tally;
    this.afterClose = new SynchronousReadRecorder(rpc, tally);
  }

  @Override
  public void record(KeyRead read) {
    if (!enqueue(read)) {
      afterClose.record(read);
    }
  }

  @Override
  public ReadAuditCounts counts() {
    lock.lock();
    try {
      return tally.counts(waiting.size() + inFlight);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      if (worker == null && !waiting.isEmpty()) {
        startWorker();
      }
      changed.signalAll();
      long left = audit.closeTimeout().toNanos();
      while (worker != null && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the caller is in a hurry: what is left is dropped
    } finally {
      tally.dropped(waiting.size());
      waiting.clear();
      lock.unlock();
    }
  }

  private boolean enqueue(KeyRead read) {
    lock.lock();
    try {
      if (closing) {
        return false;
      }
      if (waiting.size() >= audit.capacity()) {
        tally.dropped(1);
        return true;
      }
      waiting.addLast(read);
      if (worker == null) {
        startWorker();
      } else if (waiting.size() == 1 || waiting.size() == audit.batchSize()) {
        changed.signalAll();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void startWorker() {
    Thread thread = new Thread(this::work, "belay-read-audit");
    thread.setDaemon(true);
    worker = thread;
    thread.start();
  }

  private void work() {
    try {
      for (List<KeyRead> batch = next(); !batch.isEmpty(); batch = next()) {
        finish(batch, write(batch));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // a later read starts another worker
    } finally {
      retire();
    }
  }

  /** Waits for a batch; empty when this thread is to end. */
  private List<KeyRead> next() throws InterruptedException {
    lock.lock();
    try {
      long idle = IDLE.toNanos();
      while (waiting.isEmpty() && !closing && idle > 0) {
        idle = changed.awaitNanos(idle);
      }
      long left = waiting.isEmpty() ? 0 : audit.interval().toNanos();
      while (waiting.size() < audit.batchSize() && !closing && left > 0) {
        left = changed.awaitNanos(left);
      }
      List<KeyRead> batch = new ArrayList<>();
      while (batch.size() < audit.batchSize() && !waiting.isEmpty()) {
        batch.add(waiting.removeFirst());
      }
      inFlight = batch.size();
      if (batch.isEmpty()) {
        worker = null; // under the same lock as the look at the queue: no read is left behind
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private boolean write(List<KeyRead> batch) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        rpc.run(ReadRecorder.call(coalesced(batch)));
        return true;
      } catch (RuntimeException e) { // whatever it is, the thread must live on
        boolean again = e instanceof BackendUnavailableException fault && fault.retryable();
        if (!again || attempt == ATTEMPTS) {
          LOG.warn(
              "{} reads of API keys are not recorded: {}", batch.size(), e.getClass().getName());
          return false;
        }
      }
      pause();
    }
  }

  private void pause() throws InterruptedException {
    lock.lock();
    try {
      long left = audit.interval().toNanos();
      while (!closing && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void finish(List<KeyRead> batch, boolean written) {
    lock.lock();
    try {
      inFlight = 0;
      if (written) {
        tally.recorded(batch.size());
      } else {
        tally.failed(batch.size());
      }
    } finally {
      lock.unlock();
    }
  }

  private void retire() {
    lock.lock();
    try {
      tally.failed(inFlight);
      inFlight = 0;
      if (worker == Thread.currentThread()) {
        worker = null;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Of several uses of one key only the last moves {@code last_used}; each stays a read. */
  static List<KeyRead> coalesced(List<KeyRead> batch) {
    Set<List<Object>> moved = new HashSet<>();
    List<KeyRead> reads = new ArrayList<>(batch.size());
    for (int i = batch.size() - 1; i >= 0; i--) {
      KeyRead read = batch.get(i);
      boolean last = read.used() && moved.add(List.of(read.userId(), read.service()));
      reads.add(read.used() && !last ? read.withoutUse() : read);
    }
    Collections.reverse(reads);
    return reads;
  }
}
