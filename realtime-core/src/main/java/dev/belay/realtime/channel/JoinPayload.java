package dev.belay.realtime.channel;

import dev.belay.realtime.internal.RawJson;
import dev.belay.support.Secret;
import org.jspecify.annotations.Nullable;

/** What a {@code phx_join} and an {@code access_token} carry. The only place that writes tokens. */
final class JoinPayload {

  private JoinPayload() {}

  static String of(ChannelOptions options, @Nullable Replay replay, @Nullable Secret token) {
    String asked =
        replay == null
            ? ""
            : ",\"replay\":{\"since\":"
                + replay.since().toEpochMilli()
                + ",\"limit\":"
                + replay.limit()
                + "}";
    return "{\"config\":{\"broadcast\":{\"ack\":"
        + options.acknowledged()
        + ",\"self\":"
        + options.receiveOwn()
        + asked
        + "},\"presence\":{\"enabled\":"
        + options.presence()
        + ",\"key\":"
        + RawJson.quoted(options.presenceKey())
        + "},\"postgres_changes\":[],\"private\":"
        + options.isPrivate()
        + "}"
        + (token == null ? "" : ",\"access_token\":" + RawJson.quoted(token.reveal()))
        + "}";
  }

  static String refresh(Secret token) {
    return "{\"access_token\":" + RawJson.quoted(token.reveal()) + "}";
  }
}
