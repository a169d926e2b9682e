package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;

/**
 * What a client asked for when it joined. A field of the wrong type counts as absent.
 *
 * @param isPrivate whether row-level security is asked
 * @param acknowledges whether each broadcast is answered
 * @param echoes whether the sender receives its own broadcasts
 * @param presence whether the others' presence is wanted
 * @param presenceKey under which its own presence stands
 * @param replay which stored messages are wanted; a missing node for none
 * @param wantsChanges whether changes of tables were asked for, which are not imitated
 */
record ChannelConfig(
    boolean isPrivate,
    boolean acknowledges,
    boolean echoes,
    boolean presence,
    String presenceKey,
    JsonNode replay,
    boolean wantsChanges) {

  static ChannelConfig of(JsonNode join) {
    JsonNode config = join.path("config");
    JsonNode broadcast = config.path("broadcast");
    JsonNode presence = config.path("presence");
    String key = presence.path("key").asText("");
    return new ChannelConfig(
        config.path("private").asBoolean(),
        broadcast.path("ack").asBoolean(),
        broadcast.path("self").asBoolean(),
        presence.path("enabled").asBoolean(),
        key.isEmpty() ? UUID.randomUUID().toString() : key,
        broadcast.path("replay"),
        !config.path("postgres_changes").isEmpty());
  }

  boolean wantsReplay() {
    return !replay.isMissingNode() && !replay.isNull();
  }
}
