package dev.belay.realtime.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.realtime.channel.Eventually;
import dev.belay.realtime.channel.RealtimeClient;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One request for all messages. */
class HttpBatchBroadcasterTest extends HttpContract {

  @Override
  Broadcaster build(HttpBroadcasterBuilder builder) {
    return builder.buildBatching();
  }

  @Override
  boolean showsDrops() {
    return false;
  }

  @Test
  void cannotTellThatAMessageWasDropped() {
    UUID reader = project.member(room, false);
    try (RealtimeClient listener = listening(true)) {
      assertThat(as(reader).send(message()).confirmed()).isFalse();
      project.say(topic, "other", "{}");
      Eventually.until("another is heard", () -> events().contains("other"));
      assertThat(events()).containsExactly("other");
      assertThat(listener.revocationStatus()).isEmpty();
    }
  }
}
