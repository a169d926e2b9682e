package dev.belay.webhook.send.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The lanes of all endpoints, which take turns. Guarded by the lock of the desk. */
final class Lanes {

  private final Map<String, Lane> lanes = new LinkedHashMap<>();
  private final int batch;
  private int turn;

  Lanes(int batch) {
    this.batch = batch;
  }

  Optional<Lane> find(String endpoint) {
    return Optional.ofNullable(lanes.get(endpoint));
  }

  /** Takes note of which endpoints are sent to; returns what waits for any other. */
  List<Held> aim(Collection<Target> targets, long now) {
    Set<String> known = new HashSet<>();
    for (Target target : targets) {
      known.add(target.name());
      lanes.computeIfAbsent(target.name(), name -> new Lane(target, batch, now)).aim(target);
    }
    List<Held> given = new ArrayList<>();
    lanes.forEach(
        (name, lane) -> {
          if (!known.contains(name)) {
            given.addAll(lane.retire());
          }
        });
    lanes.values().removeIf(Lane::isEmpty);
    return given;
  }

  /** Nothing more is begun; returns what was not. */
  List<Held> retire() {
    List<Held> given = new ArrayList<>();
    lanes.values().forEach(lane -> given.addAll(lane.retire()));
    return given;
  }

  boolean needMore(Set<String> except, long now) {
    for (Lane lane : lanes.values()) {
      if (lane.needsMore(now) && !except.contains(lane.target().name())) {
        return true;
      }
    }
    return false;
  }

  /** How much each can take, of those that can take anything. */
  Map<String, Integer> rooms(long now) {
    Map<String, Integer> rooms = new HashMap<>();
    lanes.forEach(
        (name, lane) -> {
          if (lane.room(now) > 0) {
            rooms.put(name, Math.min(Outbox.MOST, lane.room(now)));
          }
        });
    return rooms;
  }

  /** When the first of those that rest opens, in nanoseconds from now, but no later than that. */
  long opensIn(long atMost, long now) {
    return lanes.values().stream()
        .mapToLong(lane -> lane.opensIn(now))
        .filter(nanos -> nanos > 0)
        .reduce(atMost, Math::min);
  }

  /** The next to be sent, which counts as begun; what is no longer ours is dropped on the way. */
  Optional<Held> next(long now, Consumer<Held> expired) {
    List<Lane> all = new ArrayList<>(lanes.values());
    for (int i = 0; i < all.size(); i++) {
      Lane lane = all.get((turn + i) % all.size());
      while (lane.canBegin(now)) {
        Held first = lane.next(now);
        if (first.isOurs(now)) {
          lane.begun();
          turn = (turn + i + 1) % all.size();
          return Optional.of(first);
        }
        expired.accept(first); // its lease ended while it waited: it is somebody else's to send
      }
    }
    return Optional.empty();
  }

  boolean anyKeepsOrder() {
    return lanes.values().stream().anyMatch(lane -> lane.target().ordered());
  }
}
