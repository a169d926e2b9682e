package dev.belay.webhook.send.internal;

import dev.belay.webhook.send.DeliveryError;
import dev.belay.webhook.send.internal.DeliveryResult.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What one endpoint has in this dispatcher's hands, and how much it may have. Guarded by the lock
 * of the desk.
 *
 * <p>The window grows while the endpoint is fast, so that there is always something to send, and
 * shrinks when what was claimed has to wait: another dispatcher could have sent it. An endpoint
 * that fails several times in a row is left alone for a growing while and then asked with one
 * request at a time, so that an outage does not use up the attempts of all that waits.
 */
final class Lane {

  private static final int TOLERATED_FAILURES = 5;
  private static final long FIRST_REST = Duration.ofMillis(250).toNanos();
  private static final long LONGEST_REST = Duration.ofSeconds(30).toNanos();
  private static final long LONG_WAIT = Duration.ofSeconds(1).toNanos();

  private final Deque<Held> waiting = new ArrayDeque<>();
  private final int largestWindow;
  private Target target;
  private int running;
  private int window;
  private int failures;
  private boolean retired;
  private long closedUntil;

  Lane(Target target, int batch, long now) {
    this.target = target;
    this.largestWindow = 2 * Math.max(batch, target.concurrency());
    this.window = 2 * target.concurrency();
    this.closedUntil = now;
  }

  Target target() {
    return target;
  }

  void aim(Target changed) {
    target = changed;
    retired = false;
  }

  /** It is paused, disabled or gone: nothing more is claimed for it. */
  List<Held> retire() {
    retired = true;
    return giveUp();
  }

  int inHand() {
    return waiting.size() + running;
  }

  boolean isEmpty() {
    return retired && inHand() == 0;
  }

  private boolean isTripped() {
    return failures >= TOLERATED_FAILURES;
  }

  /** Whether anything may be claimed for it and sent to it. */
  boolean isOpen(long now) {
    return !retired && now - closedUntil >= 0;
  }

  /** When it may be asked again, in nanoseconds from now; 0 if it may be now. */
  long opensIn(long now) {
    return retired ? Long.MAX_VALUE : Math.max(0, closedUntil - now);
  }

  /** How many deliveries may be claimed for it. */
  int room(long now) {
    if (!isOpen(now)) {
      return 0;
    }
    return Math.max(0, (isTripped() ? 1 : window) - inHand());
  }

  /** Whether it will soon have nothing to send. */
  boolean needsMore(long now) {
    return room(now) > 0 && (isTripped() || inHand() <= window / 2);
  }

  void add(Held held) {
    waiting.addLast(held);
  }

  /** It got all that it asked for, and had nothing left before: it can do with more. */
  void widen() {
    window = Math.min(largestWindow, 4 * window);
  }

  boolean canBegin(long now) {
    int limit = isTripped() ? 1 : target.concurrency();
    return !waiting.isEmpty() && running < limit && isOpen(now);
  }

  /** Takes the first one out of the queue; only after {@link #canBegin}. */
  Held next(long now) {
    Held first = waiting.remove();
    if (first.waited(now) > LONG_WAIT) {
      window = Math.max(2 * target.concurrency(), window / 2);
    }
    return first;
  }

  void begun() {
    running++;
  }

  /** Takes note of a result; returns what is given back since the endpoint needs a rest. */
  List<Held> end(DeliveryResult result, long now, double random) {
    running--;
    if (result.outcome() == Outcome.DELIVERED) {
      failures = 0;
      return List.of();
    }
    DeliveryError error = result.error();
    if (error != null && error.isOfTheEndpoint()) {
      failures++;
    }
    long rest = result.holdOff().toNanos();
    if (isTripped()) {
      rest = Math.max(rest, rest(random));
    }
    if (result.outcome() == Outcome.GONE) {
      retired = true;
    } else if (rest == 0) {
      return List.of();
    }
    closedUntil = Math.max(closedUntil - now, rest) + now;
    return giveUp();
  }

  private long rest(double random) {
    int doublings = Math.min(20, failures - TOLERATED_FAILURES);
    long longest = Math.min(LONGEST_REST, FIRST_REST << doublings);
    return (long) (longest * (0.5 + random / 2));
  }

  private List<Held> giveUp() {
    List<Held> given = new ArrayList<>(waiting);
    waiting.clear();
    return given;
  }
}
