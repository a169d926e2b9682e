package dev.belay.byok;

import dev.belay.byok.envelope.EnvelopeException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts while a rotation runs. For one thread. */
final class RotationTally {

  private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
  private final List<UnreadableKey> unreadable = new ArrayList<>();
  private long cursor;
  private boolean complete;

  RotationTally(long cursor) {
    this.cursor = cursor;
  }

  void count(StoredKey row, Outcome outcome) {
    counts.merge(outcome, 1L, Long::sum);
    cursor = row.id();
  }

  void countUnreadable(StoredKey row, EnvelopeException.Reason reason) {
    unreadable.add(new UnreadableKey(row.userId(), row.service(), reason));
    cursor = row.id();
  }

  void complete() {
    complete = true;
  }

  boolean isComplete() {
    return complete;
  }

  long cursor() {
    return cursor;
  }

  RotationReport report() {
    long counted = counts.values().stream().mapToLong(Long::longValue).sum();
    return new RotationReport(
        counted + unreadable.size(),
        of(Outcome.ROTATED),
        of(Outcome.ALREADY_CURRENT),
        of(Outcome.CHANGED_MEANWHILE),
        of(Outcome.SEALED),
        of(Outcome.PLAINTEXT),
        List.copyOf(unreadable),
        cursor,
        complete);
  }

  private long of(Outcome outcome) {
    return counts.getOrDefault(outcome, 0L);
  }

  /** What became of a row that could be read. */
  enum Outcome {
    ROTATED,
    ALREADY_CURRENT,
    CHANGED_MEANWHILE,
    SEALED,
    PLAINTEXT,

    /** The database takes no key for its service. */
    REFUSED
  }
}
