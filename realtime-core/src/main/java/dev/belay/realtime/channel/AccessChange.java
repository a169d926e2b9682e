package dev.belay.realtime.channel;

import dev.belay.realtime.internal.RawJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * That a user's access to some topics has changed, as the database says it on {@code user:<id>}:
 * {@code {"topic": …}} or {@code {"topics": […]}}. One that names none concerns all.
 *
 * <p>Whoever sent it gains nothing: the server is asked again, and decides.
 *
 * @param topics the topics, or none for all
 */
record AccessChange(Set<String> topics) {

  private static final String EVENT = "belay:access_changed";

  /** Of a broadcast's payload; empty if it is about something else. */
  static Optional<AccessChange> read(String broadcast) {
    Map<String, String> members = RawJson.members(broadcast).orElse(Map.of());
    return RawJson.string(members.get("event"))
        .filter(EVENT::equals)
        .map(event -> RawJson.members(members.getOrDefault("payload", "")).orElse(Map.of()))
        .map(AccessChange::of);
  }

  private static AccessChange of(Map<String, String> payload) {
    Set<String> topics = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    RawJson.string(payload.get("topic")).ifPresent(topics::add);
    RawJson.items(payload.getOrDefault("topics", "[]")).orElse(List.of()).stream()
        .flatMap(item -> RawJson.string(item).stream())
        .forEach(topics::add);
    return new AccessChange(topics);
  }

  /** In any case of its letters, since a UUID has no certain one. */
  boolean concerns(String topic) {
    return topics.isEmpty() || topics.contains(topic);
  }
}
