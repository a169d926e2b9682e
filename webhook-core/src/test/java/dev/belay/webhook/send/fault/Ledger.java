package dev.belay.webhook.send.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What a receiver got and did. Safe for use by many threads. */
final class Ledger {

  private final Map<Change, Integer> received = new ConcurrentHashMap<>();
  private final Map<Change, Integer> handled = new ConcurrentHashMap<>();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong forged = new AtomicLong();

  void received(Change change) {
    requests.incrementAndGet();
    received.merge(change, 1, Integer::sum);
  }

  void handled(Change change) {
    handled.merge(change, 1, Integer::sum);
  }

  void forged() {
    forged.incrementAndGet();
  }

  long requests() {
    return requests.get();
  }

  int handledChanges() {
    return handled.size();
  }

  /** How often something was received more than once. */
  long repeats() {
    return requests.get() - received.size();
  }

  /** What must not be, given what was committed and what was rolled back; empty if all is well. */
  List<String> violations(Set<Change> committed, Set<Change> rolledBack) {
    List<String> found = new ArrayList<>();
    count(found, "committed and never received", minus(committed, received.keySet()));
    count(found, "committed and never handled", minus(committed, handled.keySet()));
    count(found, "received and not committed", minus(received.keySet(), committed));
    count(
        found,
        "rolled back and received",
        received.keySet().stream().filter(rolledBack::contains).toList());
    count(
        found,
        "handled more than once",
        handled.entrySet().stream().filter(e -> e.getValue() > 1).map(Map.Entry::getKey).toList());
    if (forged.get() > 0) {
      found.add(forged + " requests with a wrong signature");
    }
    return found;
  }

  private static List<Change> minus(Set<Change> these, Set<Change> those) {
    return these.stream().filter(change -> !those.contains(change)).toList();
  }

  private static void count(List<String> found, String what, List<Change> changes) {
    if (!changes.isEmpty()) {
      found.add(changes.size() + " changes " + what + ", such as " + changes.get(0));
    }
  }
}
