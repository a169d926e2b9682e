package dev.belay.realtime.channel;

import java.time.Duration;
import java.util.UUID;

/** One room of a project, with a user who may speak in it and one who may only read. */
interface ChannelSubject {

  /** Longer than anything takes. */
  Duration LONG = Duration.ofSeconds(60);

  ProtocolVersion version();

  /** Whether messages of bytes come with this version. */
  boolean hasBytes();

  RoomProject project();

  /** The room's. */
  String topic();

  /** What {@link #subscribed} channels were told. */
  Heard heard();

  UUID speaker();

  UUID reader();

  default RealtimeClient client(UUID user) {
    return project().client(user).version(version()).build();
  }

  default RealtimeChannel subscribed(RealtimeClient client) {
    RealtimeChannel channel = heard().on(client.channel(topic())).subscribe();
    channel.awaitSubscribed(LONG);
    return channel;
  }
}
