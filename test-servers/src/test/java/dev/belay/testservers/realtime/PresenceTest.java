package dev.belay.testservers.realtime;

import static dev.belay.testservers.realtime.RealtimeServerTest.reason;
import static dev.belay.testservers.realtime.RealtimeServerTest.status;
import static dev.belay.testservers.realtime.RealtimeServerTest.withPresence;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresenceTest {

  private static final MembersProject PROJECT = new MembersProject(builder -> builder);

  private final UUID user = UUID.randomUUID();
  private final String name = "trip:" + UUID.randomUUID();
  private final String topic = "realtime:" + name;

  @AfterAll
  static void close() {
    PROJECT.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0.0", "2.0.0"})
  void everyoneSeesWhoComesChangesAndGoes(String version) {
    try (RawClient first = PROJECT.open(version);
        RawClient second = PROJECT.open(version)) {
      first.join(topic, withPresence(PROJECT.publicly(), "ada"));
      assertThat(first.await("presence_state").path("payload")).isEmpty();
      assertThat(status(track(first, "here"))).isEqualTo("ok");
      JsonNode came = first.await("presence_diff").path("payload");
      assertThat(came.at("/joins/ada/metas/0/mood").asText()).isEqualTo("here");
      assertThat(came.at("/leaves")).isEmpty();
      String reference = came.at("/joins/ada/metas/0/phx_ref").asText();
      assertThat(reference).isNotEmpty();

      second.join(topic, withPresence(PROJECT.publicly(), "bob"));
      JsonNode state = second.await("presence_state").path("payload");
      assertThat(state.at("/ada/metas/0/phx_ref").asText()).isEqualTo(reference);

      track(first, "busy");
      JsonNode changed = second.await("presence_diff").path("payload");
      assertThat(changed.at("/joins/ada/metas/0/phx_ref_prev").asText()).isEqualTo(reference);
      assertThat(changed.at("/leaves/ada/metas/0/phx_ref").asText()).isEqualTo(reference);

      first.send(topic, "presence", "1", event("untrack"));
      JsonNode gone = second.await("presence_diff").path("payload");
      assertThat(gone.at("/leaves/ada/metas/0/mood").asText()).isEqualTo("busy");
      assertThat(gone.at("/joins")).isEmpty();
    }
  }

  @Test
  void aBrokenConnectionIsALeave() {
    try (RawClient first = PROJECT.open("2.0.0");
        RawClient second = PROJECT.open("2.0.0")) {
      first.join(topic, withPresence(PROJECT.publicly(), "ada"));
      second.join(topic, withPresence(PROJECT.publicly(), "bob"));
      track(second, "here");
      first.await("presence_diff");
      second.cut();
      JsonNode gone = first.await("presence_diff").path("payload");
      assertThat(gone.at("/leaves/bob/metas/0/mood").asText()).isEqualTo("here");
    }
  }

  @Test
  void onAPrivateChannelPoliciesSayWhoTracksAndWhoSees() throws InterruptedException {
    UUID reader = UUID.randomUUID();
    UUID blind = UUID.randomUUID();
    PROJECT.admit(user, name, true);
    PROJECT.admit(reader, name, false);
    PROJECT.admit(blind, name, "broadcast", true);
    try (RawClient writer = PROJECT.open("2.0.0");
        RawClient watcher = PROJECT.open("2.0.0");
        RawClient excluded = PROJECT.open("2.0.0")) {
      writer.join(topic, withPresence(PROJECT.privately(user), "ada"));
      watcher.join(topic, withPresence(PROJECT.privately(reader), "bob"));
      excluded.join(topic, withPresence(PROJECT.privately(blind), "eve"));
      watcher.await("presence_state");
      excluded.assertQuiet();

      assertThat(status(track(watcher, "here"))).isEqualTo("error");
      assertThat(status(track(writer, "here"))).isEqualTo("ok");
      assertThat(watcher.await("presence_diff").at("/payload/joins/ada/metas")).hasSize(1);
      excluded.assertQuiet();
    }
  }

  @Test
  void trackingTurnsPresenceOnForAClientThatHadNotAskedForIt() {
    PROJECT.admit(user, name, true);
    try (RawClient first = PROJECT.open("2.0.0");
        RawClient late = PROJECT.open("2.0.0")) {
      first.join(topic, withPresence(PROJECT.privately(user), "ada"));
      track(first, "here");
      late.join(topic, PROJECT.privately(user));
      track(late, "too");
      assertThat(late.await("presence_state").at("/payload/ada/metas")).hasSize(1);
      assertThat(late.await("presence_diff").at("/payload/joins")).hasSize(1);
    }
  }

  @Test
  void whatIsNoPresenceIsRefused() {
    try (RawClient client = PROJECT.open("2.0.0")) {
      client.join(topic, withPresence(PROJECT.publicly(), "ada"));
      ObjectNode track = event("track");
      track.set("payload", TextNode.valueOf("text"));
      client.send(topic, "presence", "1", track);
      assertThat(reason(client.await("phx_reply")))
          .isEqualTo("Presence track payload must be a map");
      client.send(topic, "presence", "1", event("dance"));
      assertThat(status(client.await("phx_reply"))).isEqualTo("error");
    }
  }

  private JsonNode track(RawClient client, String mood) {
    ObjectNode track = event("track");
    track.putObject("payload").put("mood", mood);
    client.send(topic, "presence", "1", track);
    return client.await("phx_reply");
  }

  private static ObjectNode event(String event) {
    return Message.object().put("type", "presence").put("event", event);
  }
}
