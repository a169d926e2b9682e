package dev.belay.webhook.send.internal;

import dev.belay.webhook.send.DeliveryError;
import dev.belay.webhook.send.internal.DeliveryResult.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of a dispatcher from their start to their end. */
final class DispatchRun {

  private static final Logger LOG = LoggerFactory.getLogger(DispatchRun.class);

  /** What is left after the workers have ended takes a few calls. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final DispatchParts parts;
  private final ResultTray tray;
  private final DispatchDesk desk;
  private final Thread recording;
  private final List<Thread> workers = new ArrayList<>();

  private DispatchRun(DispatchParts parts) {
    this.parts = parts;
    this.tray = new ResultTray(parts.settings().batch());
    this.desk = new DispatchDesk(parts.settings().batch(), tray);
    this.recording = thread("belay-webhook-record", new Recording(parts, desk, tray));
    for (int i = 1; i <= parts.settings().concurrency(); i++) {
      workers.add(thread("belay-webhook-send-" + i, this::work));
    }
  }

  /** Goes on until it is closed. */
  static Started start(DispatchParts parts) {
    DispatchRun run = new DispatchRun(parts);
    run.recording.start();
    run.workers.forEach(Thread::start);
    Thread claiming = thread("belay-webhook-claim", new Claiming(parts, run.desk, false));
    claiming.start();
    return new Started(run, claiming);
  }

  /** Works on the caller's thread until nothing is due, or until the time is over. */
  static void untilEmpty(DispatchParts parts, Duration atMost) {
    DispatchRun run = new DispatchRun(parts);
    run.recording.start();
    run.workers.forEach(Thread::start);
    Thread alarm = thread("belay-webhook-drain", () -> run.stopAfter(atMost));
    alarm.start();
    try {
      new Claiming(parts, run.desk, true).run();
    } finally {
      alarm.interrupt();
      run.close();
    }
  }

  private void stopAfter(Duration time) {
    try {
      Thread.sleep(time.toMillis());
      desk.stop();
    } catch (InterruptedException finished) {
      Thread.currentThread().interrupt();
    }
  }

  void wake() {
    desk.wake();
  }

  private void work() {
    try {
      for (Optional<Held> job = desk.take(); job.isPresent(); job = desk.take()) {
        work(job.get());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(Held job) {
    DeliveryResult result =
        DeliveryResult.failed(job.delivery(), Outcome.RETRY, DeliveryError.CLIENT_FAILED);
    try {
      result = parts.courier().deliver(job.delivery(), job.target());
    } catch (RuntimeException | Error failure) { // the worker must live on, and so must the event
      LOG.error("An attempt to deliver a webhook failed: {}", failure.getClass().getName());
      result = result.retriedIn(job.target().policy().pauses().get(0));
    } finally {
      desk.finish(job, result);
    }
  }

  /** Begins nothing more, lets what is under way end, and writes down how it did. */
  void close() {
    desk.stop();
    boolean interrupted = false;
    try {
      join(workers, parts.settings().grace());
    } catch (InterruptedException hurry) {
      interrupted = true;
    }
    workers.forEach(Thread::interrupt); // what is under way still is sent again
    try {
      join(workers, LAST_WORDS);
      tray.close();
      join(List.of(recording), LAST_WORDS);
    } catch (InterruptedException hurry) {
      interrupted = true;
    }
    tray.close();
    recording.interrupt();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void join(List<Thread> threads, Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    for (Thread thread : threads) {
      long millis = (end - System.nanoTime()) / 1_000_000;
      if (thread.isAlive() && millis > 0) {
        thread.join(millis);
      }
    }
  }

  private static Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** A run that goes on by itself. */
  record Started(DispatchRun run, Thread claiming) {

    void close() {
      run.desk.stop();
      try {
        join(List.of(claiming), LAST_WORDS); // what it claims now it gives back
      } catch (InterruptedException hurry) {
        Thread.currentThread().interrupt();
      }
      run.close();
    }
  }
}
