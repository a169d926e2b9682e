package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who has joined what, and the way from one to all. One lock, so that all who joined a topic
 * receive everything in the same order, and a join misses nothing that comes after it.
 */
final class Hub {

  private final Map<TopicKey, Set<Channel>> joined = new HashMap<>();
  private final Presences presences = new Presences();

  /** What a join does before the first message can reach it. */
  interface FirstStep {
    void run() throws RefusedException;
  }

  /** Lets a channel in, once its first step has been taken. */
  synchronized void join(Channel channel, FirstStep first) throws RefusedException {
    first.run();
    joined.computeIfAbsent(channel.key(), absent -> new LinkedHashSet<>()).add(channel);
  }

  synchronized void leave(Channel channel) {
    Set<Channel> others = joined.getOrDefault(channel.key(), new LinkedHashSet<>());
    others.remove(channel);
    if (others.isEmpty()) {
      joined.remove(channel.key());
    }
    untrack(channel);
  }

  /** Passes a broadcast on to all but its sender. */
  synchronized void publish(TopicKey topic, Broadcast broadcast, @Nullable Channel sender) {
    for (Channel channel : joined.getOrDefault(topic, Set.of())) {
      if (!channel.equals(sender)) {
        channel.deliver(broadcast);
      }
    }
  }

  synchronized void track(Channel channel, JsonNode payload) {
    presences
        .track(channel, payload)
        .ifPresent(difference -> publishPresence(channel.key(), difference));
  }

  synchronized void untrack(Channel channel) {
    presences.untrack(channel).ifPresent(difference -> publishPresence(channel.key(), difference));
  }

  /** Tells a channel who is there. */
  synchronized void syncPresence(Channel channel) {
    if (channel.policies().readsPresence()) {
      channel.push("presence_state", presences.state(channel.key()));
    }
  }

  /** The channels of both topics of this name. */
  synchronized List<Channel> channels(String name) {
    return Stream.of(true, false)
        .flatMap(kind -> joined.getOrDefault(new TopicKey(kind, name), Set.of()).stream())
        .toList();
  }

  private void publishPresence(TopicKey topic, JsonNode difference) {
    joined.getOrDefault(topic, Set.of()).forEach(channel -> channel.deliverPresence(difference));
  }
}
