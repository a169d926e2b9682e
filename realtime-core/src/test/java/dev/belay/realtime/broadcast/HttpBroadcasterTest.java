package dev.belay.realtime.broadcast;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.AccessDeniedException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A request for each message. */
class HttpBroadcasterTest extends HttpContract {

  @Override
  Broadcaster build(HttpBroadcasterBuilder builder) {
    return builder.build();
  }

  @Test
  void isRefusedWhereThePoliciesRefuse() {
    UUID reader = project.member(room, false);
    refusalOf(AccessDeniedException.class, () -> as(reader).send(message()));
    UUID speaker = project.member(room, true);
    assertThat(as(speaker).send(message()).confirmed()).isTrue();
  }
}
