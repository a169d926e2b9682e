package dev.belay.webhook.send.fault;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Keeps one dispatcher running and kills it again and again, by turns at a point and anywhere. The
 * next one is started while this one runs, so that it is ready at once.
 */
final class Killer implements Runnable {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

  private final Supplier<DispatcherChild> children;
  private final AtomicInteger left;
  private final AtomicInteger done;
  private final Set<KillPoint> reached = EnumSet.noneOf(KillPoint.class);

  Killer(Supplier<DispatcherChild> children, AtomicInteger left, AtomicInteger done) {
    this.children = children;
    this.left = left;
    this.done = done;
  }

  /** The points at which a kill came about; after the end of the thread. */
  Set<KillPoint> reached() {
    return reached;
  }

  @Override
  public void run() {
    DispatcherChild next = children.get();
    try {
      for (int turn = left.getAndDecrement(); turn > 0; turn = left.getAndDecrement()) {
        DispatcherChild current = next;
        next = children.get();
        kill(current, turn);
        done.incrementAndGet();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      next.close();
    }
  }

  private void kill(DispatcherChild child, int turn) throws InterruptedException {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    KillPoint point =
        turn % 2 == 0 ? KillPoint.ANYWHERE : KillPoint.BUSY[turn / 2 % KillPoint.BUSY.length];
    try (child) {
      child.go(point, random.nextInt(12), "sound");
      if (point == KillPoint.ANYWHERE) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(50, 900));
        reached.add(point);
      } else if (child.hears("at " + point, LONGEST_WAIT)) {
        reached.add(point);
      }
      child.kill();
    }
  }
}
