package dev.belay.webhook.send.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.Secret;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.webhook.send.fault.FaultyReceiver.Mood;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dispatchers are killed, the database restarts and crashes, the receiver fails in every way; and
 * still every committed change arrives, no other does, and each is handled once.
 *
 * <p>{@code -Dbelay.fault.kills=1000} makes it longer ({@code make soak}), {@code
 * -Dbelay.fault.changes} larger.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class FaultSuiteTest {

  private static final int KILLS = Integer.getInteger("belay.fault.kills", 100);
  private static final int CHANGES = Integer.getInteger("belay.fault.changes", 100_000);
  private static final int DISPATCHERS = 2;

  private final String secret = TestKeys.withPrefix("hmac-", 40);

  @TempDir private Path directory;

  private ClassArchive classes;
  private FaultDatabase database;
  private FaultyReceiver receiver;

  @BeforeEach
  void open() {
    classes = ClassArchive.in(directory);
    database = FaultDatabase.create(directory);
    receiver = new FaultyReceiver(Secret.of(secret), true);
  }

  @AfterEach
  void close() {
    receiver.close();
    database.close();
  }

  private DispatcherChild child() {
    return DispatcherChild.start(classes, database.serviceUrl(), receiver.uri(), secret);
  }

  /** A run that ends well leaves its classes for those to come. */
  private void archiveClasses() throws InterruptedException {
    try (DispatcherChild first = child()) {
      first.go();
      TimeUnit.MILLISECONDS.sleep(500);
      first.finish(Duration.ofSeconds(60));
    }
    assertThat(classes.isThere()).isTrue();
  }

  @Test
  void everyCommittedChangeArrivesAndIsHandledOnce() throws Exception {
    long start = System.nanoTime();
    Writer writer = new Writer(database.superuser());
    writer.write(Writer.CHANGES * 5, () -> true);
    archiveClasses();

    AtomicInteger left = new AtomicInteger(KILLS);
    AtomicInteger done = new AtomicInteger();
    List<Killer> killers = new ArrayList<>();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < DISPATCHERS; i++) {
        Killer killer = new Killer(this::child, left, done);
        killers.add(killer);
        running.add(threads.submit(killer));
      }
      running.add(threads.submit(() -> write(writer, done)));
      running.add(threads.submit(() -> weather(done)));
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    Set<KillPoint> reached = EnumSet.noneOf(KillPoint.class);
    killers.forEach(killer -> reached.addAll(killer.reached()));
    for (KillPoint point : KillPoint.BUSY) {
      if (reached.add(point)) {
        seekOut(point, writer);
      }
    }
    finish();

    System.out.printf(
        "Fault suite: %d kills at %s, %d changes committed, %d requests, %d of them repeats, %d s%n",
        done.get(),
        reached,
        writer.committedChanges(),
        receiver.ledger().requests(),
        receiver.ledger().repeats(),
        (System.nanoTime() - start) / 1_000_000_000);
    assertThat(reached).contains(KillPoint.ANYWHERE);
    assertThat(done).hasValueGreaterThanOrEqualTo(KILLS);
    assertThat(receiver.ledger().violations(writer.committed(), writer.rolledBack())).isEmpty();
    assertThat(database.number("select count(*) from belay.webhook_outbox"))
        .isEqualTo(writer.committedChanges());
    assertThat(database.unfinished()).isZero();
    assertThat(
            database.number(
                "select count(*) from belay.webhook_outbox o where not exists (select from"
                    + " belay.webhook_attempts a where a.delivery_id = o.id and a.outcome ="
                    + " 'delivered')"))
        .isZero();
  }

  /** Spread over the kills, so that each dispatcher finds something to do. */
  private Void write(Writer writer, AtomicInteger kills) throws InterruptedException {
    writer.write(
        CHANGES,
        () ->
            writer.committedChanges() < CHANGES * (0.1 + kills.get() / (double) KILLS)
                || kills.get() >= KILLS);
    return null;
  }

  /** What else goes wrong meanwhile, each at its part of the kills. */
  private Void weather(AtomicInteger kills) throws InterruptedException {
    awaitPart(kills, 0.15);
    receiver.away(Duration.ofSeconds(2));
    awaitPart(kills, 0.3);
    database.restart();
    awaitPart(kills, 0.45);
    spell(Mood.ERRORS);
    awaitPart(kills, 0.6);
    database.crash();
    awaitPart(kills, 0.7);
    spell(Mood.LIMITED);
    awaitPart(kills, 0.8);
    spell(Mood.SLOW);
    awaitPart(kills, 0.9);
    database.crash();
    return null;
  }

  private static void awaitPart(AtomicInteger kills, double part) throws InterruptedException {
    while (kills.get() < KILLS * part) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private void spell(Mood mood) throws InterruptedException {
    receiver.mood(mood);
    TimeUnit.MILLISECONDS.sleep(1500);
    receiver.mood(Mood.FAIR);
  }

  /** Two dispatchers that nobody kills deliver the rest, and end as they should. */
  private void finish() throws InterruptedException {
    try (DispatcherChild one = child();
        DispatcherChild two = child()) {
      one.go();
      two.go();
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
      while (database.unfinished() > 0 && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
      assertThat(one.finish(Duration.ofSeconds(30))).isZero();
      assertThat(two.finish(Duration.ofSeconds(30))).isZero();
    }
  }

  /** A busy dispatcher seldom passes these points, so they are sought out. */
  @Test
  void whatTheDeadHadRenewedOrGivenBackArrivesToo() throws Exception {
    Writer writer = new Writer(database.superuser());
    writer.write(Writer.CHANGES * 5, () -> true);
    killAt(KillPoint.AFTER_EXTEND, Mood.SLOW);
    killAt(KillPoint.AFTER_RELEASE, Mood.ERRORS);
    receiver.mood(Mood.FAIR);
    finish();
    assertThat(receiver.ledger().violations(writer.committed(), writer.rolledBack())).isEmpty();
    assertThat(database.unfinished()).isZero();
  }

  /** On a busy machine a killer waits for a point in vain, and kills elsewhere. */
  private void seekOut(KillPoint point, Writer writer) throws InterruptedException {
    writer.write(writer.committedChanges() + Writer.CHANGES * 5, () -> true);
    killAt(point, Mood.FAIR);
  }

  private void killAt(KillPoint point, Mood mood) throws InterruptedException {
    receiver.mood(mood);
    try (DispatcherChild child = child()) {
      child.go(point, 0, "sound");
      assertThat(child.hears("at " + point, Duration.ofSeconds(60))).as("%s", point).isTrue();
      child.kill();
    }
  }

  /** What the check is worth: it has to find what is wrong on purpose. */
  @Test
  void theCheckFindsALossARepeatAndAGhost() throws Exception {
    Writer writer = new Writer(database.superuser());
    writer.write(Writer.CHANGES * 5, () -> true);
    try (FaultyReceiver forgetful = new FaultyReceiver(Secret.of(secret), false);
        DispatcherChild liar =
            DispatcherChild.start(classes, database.serviceUrl(), forgetful.uri(), secret)) {
      liar.go(KillPoint.ANYWHERE, 0, "loses");
      while (database.unfinished() > 0) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      List<String> violations =
          forgetful.ledger().violations(writer.committed(), writer.rolledBack());
      assertThat(violations).anyMatch(found -> found.contains("committed and never received"));

      database.number(
          "select replayed from public.replay_webhook_events(p_endpoint => 'fault', p_dry_run =>"
              + " false)");
      while (database.unfinished() > 0) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      Set<Change> pretended = writer.committed();
      Set<Change> ghosts = Set.of(pretended.iterator().next());
      pretended.removeAll(ghosts);
      assertThat(forgetful.ledger().violations(pretended, ghosts))
          .anyMatch(found -> found.contains("handled more than once"))
          .anyMatch(found -> found.contains("rolled back and received"))
          .anyMatch(found -> found.contains("received and not committed"));
    }
  }
}
