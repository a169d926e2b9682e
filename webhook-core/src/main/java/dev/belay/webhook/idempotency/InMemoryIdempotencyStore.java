package dev.belay.webhook.idempotency;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The store of one process, for tests and for services that run once and may forget. */
final class InMemoryIdempotencyStore implements IdempotencyStore {

  private final Clock clock;
  private final int capacity;
  private final Map<IdempotencyKey, Entry> entries = new HashMap<>();

  InMemoryIdempotencyStore(Clock clock, int capacity) {
    this.clock = clock;
    this.capacity = capacity;
  }

  @Override
  public synchronized Claim begin(IdempotencyKey key, Duration leaseTime) {
    Lease lease = Lease.granted(key, UUID.randomUUID(), leaseTime);
    Instant now = clock.instant();
    Entry entry = entries.get(key);
    if (entry == null || entry.isOver(now)) {
      makeRoom(now);
      entries.put(key, new Entry(lease.token(), now.plus(leaseTime), null));
      return new Claim.Acquired(lease);
    }
    return entry.result() == null
        ? new Claim.InProgress(Duration.between(now, entry.end()))
        : new Claim.Completed(entry.result());
  }

  @Override
  public synchronized void commit(Lease lease, String result, Duration retention) {
    Texts.checkedResult(result);
    Instant end = clock.instant().plus(Times.checkedRetention(retention));
    Entry entry = owned(lease);
    if (entry == null) {
      throw new LeaseLostException(lease);
    }
    if (entry.result() == null) {
      entries.put(lease.key(), new Entry(lease.token(), end, result));
    }
  }

  @Override
  public synchronized boolean release(Lease lease) {
    Entry entry = owned(lease);
    return entry != null && entry.result() == null && entries.remove(lease.key(), entry);
  }

  @Override
  public synchronized Lease renew(Lease lease, Duration leaseTime) {
    Instant end = clock.instant().plus(Times.checkedLease(leaseTime));
    Entry entry = owned(lease);
    if (entry == null || entry.result() != null) {
      throw new LeaseLostException(lease);
    }
    entries.put(lease.key(), new Entry(lease.token(), end, null));
    return lease.lasting(leaseTime);
  }

  private @Nullable Entry owned(Lease lease) {
    Entry entry = entries.get(lease.key());
    boolean owned =
        entry != null && entry.token().equals(lease.token()) && !entry.isOver(clock.instant());
    return owned ? entry : null;
  }

  /** What is not over must not be forgotten: an event would be handled twice. */
  private void makeRoom(Instant now) {
    if (entries.size() >= capacity) {
      entries.values().removeIf(entry -> entry.isOver(now));
      if (entries.size() >= capacity) {
        throw new BackendUnavailableException(
            "The memory for events that were handled is full", BackendFault.none(), true);
      }
    }
  }

  private record Entry(UUID token, Instant end, @Nullable String result) {

    boolean isOver(Instant now) {
      return !now.isBefore(end);
    }
  }
}
