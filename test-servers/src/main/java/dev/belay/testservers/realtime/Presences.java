package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who is there, for each topic: one entry for each channel that tracks. Guarded by its hub. */
final class Presences {

  private static final int ALPHABET = 36;

  private final Map<TopicKey, Map<Channel, ObjectNode>> tracked = new HashMap<>();
  private long references;

  /** All who are there, by their keys. */
  JsonNode state(TopicKey topic) {
    ObjectNode state = Message.object();
    tracked
        .getOrDefault(topic, Map.of())
        .forEach((channel, meta) -> add(state, channel.config().presenceKey(), meta));
    return state;
  }

  /** What changes by a channel's new entry; empty if it says the same as before. */
  Optional<JsonNode> track(Channel channel, JsonNode payload) {
    Map<Channel, ObjectNode> there =
        tracked.computeIfAbsent(channel.key(), absent -> new LinkedHashMap<>());
    @Nullable ObjectNode before = there.get(channel);
    ObjectNode meta = Message.object();
    payload.properties().forEach(member -> meta.set(member.getKey(), member.getValue()));
    if (before != null && meta.equals(withoutReferences(before))) {
      return Optional.empty();
    }
    meta.put("phx_ref", "F" + Long.toString(++references, ALPHABET));
    if (before != null) {
      meta.set("phx_ref_prev", before.get("phx_ref"));
    }
    there.put(channel, meta);
    return Optional.of(difference(channel, meta, before));
  }

  /** What changes by a channel's leaving; empty if it was not there. */
  Optional<JsonNode> untrack(Channel channel) {
    Map<Channel, ObjectNode> there = tracked.getOrDefault(channel.key(), new HashMap<>());
    @Nullable ObjectNode before = there.remove(channel);
    if (there.isEmpty()) {
      tracked.remove(channel.key());
    }
    return before == null ? Optional.empty() : Optional.of(difference(channel, null, before));
  }

  private static ObjectNode difference(
      Channel channel, @Nullable ObjectNode joined, @Nullable ObjectNode left) {
    ObjectNode difference = Message.object();
    String key = channel.config().presenceKey();
    ObjectNode joins = difference.putObject("joins");
    ObjectNode leaves = difference.putObject("leaves");
    if (joined != null) {
      add(joins, key, joined);
    }
    if (left != null) {
      add(leaves, key, left);
    }
    return difference;
  }

  private static void add(ObjectNode group, String key, ObjectNode meta) {
    group.withObjectProperty(key).withArrayProperty("metas").add(meta.deepCopy());
  }

  private static ObjectNode withoutReferences(ObjectNode meta) {
    ObjectNode payload = meta.deepCopy();
    payload.remove("phx_ref");
    payload.remove("phx_ref_prev");
    return payload;
  }
}
