package dev.belay.webhook.send.internal;

import dev.belay.webhook.send.DispatchCounts;
import dev.belay.webhook.send.internal.DeliveryResult.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts; safe for use by many threads. */
final class DispatchTally {

  private final LongAdder claimed = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);

  DispatchTally() {
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, new LongAdder());
    }
  }

  void claimed(int count) {
    claimed.add(count);
  }

  void ended(Outcome outcome) {
    counter(outcome).increment();
  }

  void lost() {
    lost.increment();
  }

  DispatchCounts counts() {
    return new DispatchCounts(
        claimed.sum(),
        counter(Outcome.DELIVERED).sum(),
        counter(Outcome.RETRY).sum(),
        counter(Outcome.DEAD).sum(),
        counter(Outcome.GONE).sum(),
        lost.sum());
  }

  private LongAdder counter(Outcome outcome) {
    return outcomes.computeIfAbsent(outcome, absent -> new LongAdder());
  }
}
