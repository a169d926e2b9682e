package dev.belay.realtime.channel;

import dev.belay.realtime.internal.RawJson;
import dev.belay.sql.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is present, by the server's references: {@code presence_state} says it in full, {@code
 * presence_diff} what changed (Phoenix, "Presence"). In the engine's thread alone.
 */
final class PresenceState {

  private final Map<String, Presence> present = new LinkedHashMap<>();

  /** The difference to what was known, or empty where there is none. */
  Optional<PresenceChange> replace(String state) {
    Map<String, Presence> now = byReference(read(state));
    List<Presence> left =
        present.values().stream().filter(one -> !now.containsKey(one.reference())).toList();
    List<Presence> joined =
        now.values().stream().filter(one -> !present.containsKey(one.reference())).toList();
    present.clear();
    present.putAll(now);
    return change(joined, left);
  }

  Optional<PresenceChange> apply(String diff) {
    Map<String, String> members = RawJson.members(diff).orElse(Map.of());
    List<Presence> joined = new ArrayList<>();
    for (Presence one : read(members.getOrDefault("joins", "{}"))) {
      if (present.put(one.reference(), one) == null) {
        joined.add(one);
      }
    }
    List<Presence> left = new ArrayList<>();
    for (Presence one : read(members.getOrDefault("leaves", "{}"))) {
      if (present.remove(one.reference()) != null) {
        left.add(one);
      }
    }
    return change(joined, left);
  }

  List<Presence> present() {
    return List.copyOf(present.values());
  }

  private Optional<PresenceChange> change(List<Presence> joined, List<Presence> left) {
    return joined.isEmpty() && left.isEmpty()
        ? Optional.empty()
        : Optional.of(new PresenceChange(joined, left, present()));
  }

  private static Map<String, Presence> byReference(List<Presence> all) {
    Map<String, Presence> map = new LinkedHashMap<>();
    all.forEach(one -> map.put(one.reference(), one));
    return map;
  }

  /** {@code {"key":{"metas":[{"phx_ref":"…", …}, …]}, …}}. */
  private static List<Presence> read(String json) {
    List<Presence> all = new ArrayList<>();
    RawJson.members(json)
        .orElse(Map.of())
        .forEach(
            (key, entry) ->
                RawJson.members(entry)
                    .flatMap(members -> RawJson.items(members.getOrDefault("metas", "[]")))
                    .orElse(List.of())
                    .forEach(meta -> all.addAll(one(key, meta))));
    return all;
  }

  private static List<Presence> one(String key, String meta) {
    return RawJson.members(meta)
        .flatMap(members -> RawJson.string(members.get("phx_ref")))
        .map(reference -> List.of(new Presence(key, reference, new Json(meta))))
        .orElse(List.of());
  }
}
