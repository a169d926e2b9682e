package dev.belay.webhook.send.internal;

import dev.belay.support.InvalidArgumentException;
import dev.belay.webhook.send.EndpointBacklog;
import dev.belay.webhook.send.OutboxEndpoint;
import dev.belay.webhook.send.internal.DeliveryResult.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** An outbox in memory, of one endpoint, that fails when it is told to. */
final class StubOutbox implements Outbox {

  private final Deque<ClaimedDelivery> waiting = new ArrayDeque<>();
  private final List<DeliveryResult> done = new ArrayList<>();
  private final Queue<RuntimeException> claimFaults = new ConcurrentLinkedQueue<>();
  private final Queue<RuntimeException> completeFaults = new ConcurrentLinkedQueue<>();
  private final Queue<RuntimeException> asideFaults = new ConcurrentLinkedQueue<>();
  private Set<Long> malformed = Set.of();
  private Set<Long> lost = Set.of();
  private int calls;

  StubOutbox(int deliveries) {
    for (long id = 1; id <= deliveries; id++) {
      waiting.add(
          new ClaimedDelivery(
              id,
              1,
              "trips",
              "https://app.example.org/hooks/trips",
              UUID.randomUUID(),
              "INSERT",
              "trips",
              Duration.ZERO,
              1,
              "{}"));
    }
  }

  StubOutbox failingToClaim(RuntimeException... faults) {
    claimFaults.addAll(List.of(faults));
    return this;
  }

  StubOutbox failingToComplete(RuntimeException... faults) {
    completeFaults.addAll(List.of(faults));
    return this;
  }

  /** For what does not matter to the sending. */
  StubOutbox failingAside(RuntimeException... faults) {
    asideFaults.addAll(List.of(faults));
    return this;
  }

  StubOutbox refusing(Long... ids) {
    malformed = Set.of(ids);
    return this;
  }

  StubOutbox losing(Long... ids) {
    lost = Set.of(ids);
    return this;
  }

  synchronized List<DeliveryResult> done() {
    return List.copyOf(done);
  }

  synchronized int completions() {
    return calls;
  }

  @Override
  public synchronized List<ClaimedDelivery> claim(
      int limit, Duration leaseTime, Map<String, Integer> rooms) {
    fail(claimFaults);
    List<ClaimedDelivery> claimed = new ArrayList<>();
    while (claimed.size() < Math.min(limit, rooms.getOrDefault("trips", 0)) && !waiting.isEmpty()) {
      claimed.add(waiting.remove());
    }
    return claimed;
  }

  @Override
  public synchronized Set<Long> complete(List<DeliveryResult> results) {
    calls++;
    fail(completeFaults);
    if (results.stream().anyMatch(result -> malformed.contains(result.id()))) {
      throw new InvalidArgumentException("each result needs an id");
    }
    done.addAll(results);
    return lost;
  }

  private static void fail(Queue<RuntimeException> faults) {
    RuntimeException fault = faults.poll();
    if (fault != null) {
      throw fault;
    }
  }

  @Override
  public Set<Long> extend(Collection<ClaimedDelivery> deliveries, Duration leaseTime) {
    return Set.of();
  }

  @Override
  public synchronized void release(Collection<ClaimedDelivery> deliveries) {
    waiting.addAll(deliveries);
  }

  @Override
  public List<OutboxEndpoint> endpoints() {
    return List.of(
        new OutboxEndpoint(
            "trips",
            "https://app.example.org/hooks/trips",
            OutboxEndpoint.Mode.OUTBOX,
            false,
            OutboxEndpoint.State.ACTIVE,
            null,
            null,
            null));
  }

  @Override
  public void recordFingerprint(String endpoint, @Nullable String fingerprint) {
    fail(asideFaults);
  }

  @Override
  public List<EndpointBacklog> backlog() {
    fail(asideFaults);
    return List.of(
        new EndpointBacklog("trips", OutboxEndpoint.State.ACTIVE, waiting.size(), 0, 2, null));
  }

  long outcomes(Outcome outcome) {
    return done().stream().filter(result -> result.outcome() == outcome).count();
  }
}
