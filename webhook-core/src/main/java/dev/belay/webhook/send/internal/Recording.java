package dev.belay.webhook.send.internal;

import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that writes results to the database, many at a time, renews leases, and gives back
 * what is not going to be tried.
 *
 * <p>Where the database is away, results are kept and written later. That is right however late it
 * is: a result counts as long as nobody else has claimed the delivery.
 */
final class Recording implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Recording.class);

  private final Outbox outbox;
  private final DispatchDesk desk;
  private final ResultTray tray;
  private final DispatchSettings settings;
  private final DispatchTelemetry telemetry;
  private final DispatchTally tally;
  private final Pause pause = new Pause();
  private long renewedAt = System.nanoTime();
  private long notBefore = System.nanoTime();

  Recording(DispatchParts parts, DispatchDesk desk, ResultTray tray) {
    this.outbox = parts.outbox();
    this.desk = desk;
    this.tray = tray;
    this.settings = parts.settings();
    this.telemetry = parts.telemetry();
    this.tally = parts.tally();
  }

  @Override
  public void run() {
    try {
      while (!tray.isClosed() || !tray.isEmpty()) {
        step();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt(); // what is left is sent again when its lease ends
    }
  }

  private void step() throws InterruptedException {
    long wait = notBefore - System.nanoTime();
    if (wait > 0) {
      Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
    }
    long untilRenewal = renewedAt + settings.renewal().toNanos() / 2 - System.nanoTime();
    List<DeliveryResult> results =
        tray.take(DispatchSettings.LINGER, Duration.ofNanos(Math.max(1, untilRenewal)));
    try {
      write(results);
      giveBack();
      renew();
      pause.reset();
    } catch (RuntimeException failure) { // whatever it is, what is in hand must not be lost
      telemetry.outboxFailed("complete", failure);
      notBefore = System.nanoTime() + pause.next().toNanos();
    }
  }

  private void write(List<DeliveryResult> results) {
    if (results.isEmpty()) {
      return;
    }
    try {
      complete(results);
      tray.written();
      desk.written(results);
    } catch (RuntimeException failure) {
      tray.putBack(results);
      throw failure;
    }
  }

  /** One result that the database takes for malformed must not hold up those beside it. */
  private void complete(List<DeliveryResult> results) {
    try {
      Set<Long> refused = outbox.complete(results);
      for (DeliveryResult result : results) {
        if (refused.contains(result.id())) {
          tally.lost();
        } else {
          tally.ended(result.outcome());
        }
      }
    } catch (InvalidArgumentException malformed) {
      if (results.size() == 1) {
        LOG.error("A result of a webhook delivery is refused: {}", malformed.getMessage());
        return;
      }
      int half = results.size() / 2;
      complete(results.subList(0, half));
      complete(results.subList(half, results.size()));
    }
  }

  private void giveBack() {
    List<ClaimedDelivery> returned = tray.takeReturned();
    if (returned.isEmpty()) {
      return;
    }
    try {
      outbox.release(returned);
    } catch (RuntimeException failure) {
      tray.giveBack(returned);
      throw failure;
    }
  }

  private void renew() {
    long now = System.nanoTime();
    if (now - renewedAt < settings.renewal().toNanos() / 2) {
      return;
    }
    List<Held> expiring = desk.expiring(settings.leaseTime().minus(settings.renewal()));
    if (!expiring.isEmpty()) {
      List<ClaimedDelivery> leases = expiring.stream().map(Held::delivery).toList();
      Set<Long> lost = outbox.extend(leases, settings.leaseTime());
      desk.extended(expiring, lost, now + settings.leaseTime().toNanos());
    }
    renewedAt = now;
  }
}
