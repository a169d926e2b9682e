package dev.belay.byok;

import dev.belay.sql.RpcClient;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;
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
 * operation, and where the queue is full the read is dropped and counted. Where the system has no
 * thread to give, reads wait in the queue, and the next one asks again.
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
  private final ThreadFactory threads;
  private @Nullable Thread worker;
  private boolean refusedThread;
  private boolean closing;
  private int inFlight;

  BackgroundReadRecorder(ReadAudit audit, RpcClient rpc, ReadTally tally) {
    this(audit, rpc, tally, BackgroundReadRecorder::daemon);
  }

  BackgroundReadRecorder(ReadAudit audit, RpcClient rpc, ReadTally tally, ThreadFactory threads) {
    this.audit = audit;
    this.threads = threads;
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
      boolean full = waiting.size() >= audit.capacity();
      if (full) {
        tally.dropped(1);
      } else {
        waiting.addLast(read);
      }
      if (worker == null) {
        startWorker();
      } else if (full) {
        return true; // it was told when the queue had a batch
      } else if (waiting.size() == 1 || waiting.size() == audit.batchSize()) {
        changed.signalAll();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** A key is not withheld because there is no thread to record its use: that is only logged. */
  private void startWorker() {
    try {
      Thread thread = threads.newThread(this::work);
      thread.start(); // it has to wait for the lock that is held here
      worker = thread;
      refusedThread = false;
    } catch (RuntimeException | OutOfMemoryError e) { // the latter where there are too many threads
      if (!refusedThread) {
        refusedThread = true;
        LOG.warn("Reads of API keys wait to be recorded, no thread starts: {}", name(e));
      }
    }
  }

  private static String name(Throwable fault) {
    return fault.getClass().getName();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "belay-read-audit");
    thread.setDaemon(true);
    return thread;
  }

  private void work() {
    try {
      for (List<KeyRead> batch = next(); !batch.isEmpty(); batch = next()) {
        writeBatch(batch);
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

  private void writeBatch(List<KeyRead> batch) throws InterruptedException {
    Map<String, Integer> lost = new TreeMap<>();
    write(coalesced(batch), lost);
    lost.forEach(
        (fault, reads) -> LOG.warn("{} reads of API keys are not recorded: {}", reads, fault));
  }

  private void write(List<KeyRead> reads, Map<String, Integer> lost) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        rpc.run(ReadRecorder.call(reads));
        finish(reads, true);
        return;
      } catch (RuntimeException e) { // whatever it is, the thread must live on
        if (e instanceof InvalidArgumentException && reads.size() > 1) {
          break;
        }
        boolean again = e instanceof BackendUnavailableException fault && fault.retryable();
        if (!again || attempt == ATTEMPTS) {
          lost.merge(name(e), reads.size(), Integer::sum);
          finish(reads, false);
          return;
        }
      }
      pause();
    }
    // One bad read, such as of a service that is not registered, refuses all that go with it.
    int half = reads.size() / 2;
    write(reads.subList(0, half), lost);
    write(reads.subList(half, reads.size()), lost);
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

  private void finish(List<KeyRead> reads, boolean written) {
    lock.lock();
    try {
      inFlight -= reads.size();
      if (written) {
        tally.recorded(reads.size());
      } else {
        tally.failed(reads.size());
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
