package dev.belay.testservers.qstash;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What keeps a message back: its queue, and the flow of its key. Guarded by the {@link Mailroom}.
 */
final class Lanes {

  private final Map<String, Queue> queues = new TreeMap<>();
  private final Map<String, Integer> underWay = new HashMap<>();
  private final Map<String, Deque<Instant>> begun = new HashMap<>();
  private final Map<String, Flow> flows = new HashMap<>();

  Queue queue(String name) {
    Queue queue = queues.get(name);
    if (queue == null) {
      throw new ApiError(404, "queue " + name + " not found");
    }
    return queue;
  }

  Queue put(String name, int parallelism, Instant now) {
    Queue old = queues.get(name);
    Queue queue =
        old == null
            ? new Queue(name, parallelism, false, now, now)
            : new Queue(name, parallelism, old.paused(), old.createdAt(), now);
    queues.put(name, queue);
    return queue;
  }

  void pause(String name, boolean paused, Instant now) {
    Queue old = queue(name);
    queues.put(name, new Queue(name, old.parallelism(), paused, old.createdAt(), now));
  }

  void remove(String name) {
    queue(name);
    queues.remove(name);
  }

  List<Queue> all() {
    return List.copyOf(queues.values());
  }

  /** In a queue, only the oldest so many may go: that is what first in, first out means. */
  boolean isBlocked(Message message, Collection<Message> all) {
    String name = message.order().queue();
    if (name == null) {
      return false;
    }
    Queue queue = queues.get(name);
    if (queue == null || queue.paused()) {
      return true;
    }
    return all.stream()
        .filter(other -> name.equals(other.order().queue()))
        .sorted(Comparator.comparingLong(Message::number))
        .limit(queue.parallelism())
        .noneMatch(first -> first == message);
  }

  boolean admits(Message message, Instant now) {
    Flow flow = message.order().control().flow();
    if (flow == null) {
      return true;
    }
    Deque<Instant> recent = recent(flow, now);
    return (flow.parallelism() == 0 || underWay.getOrDefault(flow.key(), 0) < flow.parallelism())
        && (flow.rate() == 0 || recent.size() < flow.rate());
  }

  void enter(Message message, Instant now) {
    Flow flow = message.order().control().flow();
    if (flow != null) {
      underWay.merge(flow.key(), 1, Integer::sum);
      recent(flow, now).add(now);
      flows.put(flow.key(), flow);
    }
  }

  void leave(Message message) {
    Flow flow = message.order().control().flow();
    if (flow != null) {
      underWay.merge(flow.key(), -1, Integer::sum);
    }
  }

  /** When the next period of a flow begins that has no room left. */
  Optional<Instant> nextRoom(Instant now) {
    return flows.values().stream()
        .filter(flow -> flow.rate() > 0 && !recent(flow, now).isEmpty())
        .map(flow -> recent(flow, now).getFirst().plus(flow.period()))
        .filter(room -> room.isAfter(now))
        .min(Comparator.naturalOrder());
  }

  private Deque<Instant> recent(Flow flow, Instant now) {
    Deque<Instant> recent = begun.computeIfAbsent(flow.key(), key -> new ArrayDeque<>());
    recent.removeIf(begin -> !begin.plus(flow.period()).isAfter(now));
    return recent;
  }

  /** A queue of its own speed; first in, first out. */
  record Queue(String name, int parallelism, boolean paused, Instant createdAt, Instant updatedAt) {

    ObjectNode json(long lag) {
      return Json.object()
          .put("name", name)
          .put("parallelism", parallelism)
          .put("paused", paused)
          .put("lag", lag)
          .put("createdAt", createdAt.toEpochMilli())
          .put("updatedAt", updatedAt.toEpochMilli());
    }
  }
}
