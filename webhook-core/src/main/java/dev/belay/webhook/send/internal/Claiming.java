package dev.belay.webhook.send.internal;

import dev.belay.support.http.HttpExchangeException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The thread that takes deliveries from the database. It outlives whatever the database does: it
 * waits, and looks again.
 */
final class Claiming implements Runnable {

  /** How soon a new, paused or resumed endpoint is noticed. */
  private static final long LIST_NANOS = Duration.ofSeconds(5).toNanos();

  private final Outbox outbox;
  private final DispatchDesk desk;
  private final DispatchSettings settings;
  private final TargetList targets;
  private final DispatchTelemetry telemetry;
  private final BacklogGauges gauges;
  private final ClaimSize size;
  private final DispatchTally tally;
  private final boolean untilEmpty;
  private final Clock clock;
  private final Pause pause = new Pause();
  private final Map<String, Optional<String>> said = new HashMap<>();
  private long listedAt;
  private long observedAt;

  Claiming(DispatchParts parts, DispatchDesk desk, boolean untilEmpty) {
    this.outbox = parts.outbox();
    this.desk = desk;
    this.settings = parts.settings();
    this.targets = parts.targets();
    this.telemetry = parts.telemetry();
    this.gauges = parts.gauges();
    this.size = parts.claimSize();
    this.tally = parts.tally();
    this.clock = parts.clock();
    this.untilEmpty = untilEmpty;
    this.listedAt = System.nanoTime() - LIST_NANOS;
    // A run until empty looks at the end, when what it leaves is known.
    this.observedAt = System.nanoTime() - (untilEmpty ? 0 : settings.observe().toNanos());
  }

  @Override
  public void run() {
    try {
      while (!desk.isStopping() && step()) {
        // Until there is nothing more to do.
      }
      if (untilEmpty && !desk.isStopping()) {
        aside("backlog", () -> gauges.observed(outbox.backlog()));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** One look; false where a run until empty has come to its end. */
  private boolean step() throws InterruptedException {
    try {
      boolean more = claim();
      pause.reset();
      return more;
    } catch (RuntimeException failure) { // whatever it is, what waits must not wait for ever
      if (untilEmpty) {
        throw failure;
      }
      telemetry.outboxFailed("claim", failure);
      desk.rest(pause.next(), Set.of());
      return true;
    }
  }

  private boolean claim() throws InterruptedException {
    list();
    observe();
    Map<String, Integer> rooms =
        desk.awaitRoom(untilEmpty ? Duration.ofMillis(50) : settings.poll());
    if (rooms.isEmpty()) {
      return !untilEmpty || !desk.isIdle();
    }
    long before = System.nanoTime();
    boolean idle = desk.isIdle();
    Optional<List<ClaimedDelivery>> answer = ask(rooms);
    if (answer.isEmpty()) {
      return true;
    }
    List<ClaimedDelivery> claimed = answer.get();
    tally.claimed(claimed.size());
    desk.add(claimed, rooms, before + settings.leaseTime().toNanos());
    if (claimed.isEmpty()) {
      if (untilEmpty && idle) {
        return false;
      }
      rest(rooms.keySet());
    }
    return true;
  }

  /** A run until empty looks again as soon as all that was in hand is written. */
  private void rest(Set<String> asked) throws InterruptedException {
    if (untilEmpty) {
      desk.restUntilIdle(Duration.ofMillis(20), asked);
    } else {
      desk.rest(settings.poll(), asked);
    }
  }

  /** Empty where the answer was too large: fewer are asked for the next time. */
  private Optional<List<ClaimedDelivery>> ask(Map<String, Integer> rooms) {
    int limit = Math.min(size.most(), rooms.values().stream().mapToInt(n -> n).sum());
    try {
      List<ClaimedDelivery> claimed = outbox.claim(limit, settings.leaseTime(), rooms);
      size.succeeded();
      return Optional.of(claimed);
    } catch (HttpExchangeException failure) {
      if (!size.failed(limit, failure)) {
        throw failure;
      }
      telemetry.outboxFailed("claim", failure);
      return Optional.empty();
    }
  }

  private void list() {
    long now = System.nanoTime();
    if (now - listedAt >= LIST_NANOS) {
      List<Target> aims = targets.of(outbox.endpoints(), telemetry);
      desk.aim(aims);
      aims.forEach(this::sayWhatSigns);
      listedAt = now;
    }
  }

  /**
   * Said once, and again when it changes: so that an operator can compare it with what is known.
   */
  private void sayWhatSigns(Target target) {
    Optional<String> fingerprint = target.secrets().fingerprint(clock.instant());
    if (!fingerprint.equals(said.get(target.name()))) {
      aside(
          "fingerprint",
          () -> {
            outbox.recordFingerprint(target.name(), fingerprint.orElse(null));
            said.put(target.name(), fingerprint);
          });
    }
  }

  /** Of a backlog that is too large to be read in time, events are sent all the same. */
  private void observe() {
    long now = System.nanoTime();
    if (now - observedAt >= settings.observe().toNanos()) {
      observedAt = now;
      aside("backlog", () -> gauges.observed(outbox.backlog()));
    }
  }

  /** What is said for the sake of operators must not stop the sending. */
  private void aside(String what, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException failure) {
      telemetry.outboxFailed(what, failure);
    }
  }
}
