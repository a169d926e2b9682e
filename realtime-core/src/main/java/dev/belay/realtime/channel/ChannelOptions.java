package dev.belay.realtime.channel;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a channel was told when it was asked for. */
record ChannelOptions(
    String topic,
    boolean isPrivate,
    boolean acknowledged,
    boolean receiveOwn,
    boolean presence,
    String presenceKey,
    @Nullable Replay replay,
    int resumeLimit,
    @Nullable AccessTokenSource tokens,
    Consumer<BroadcastMessage> onBroadcast,
    Consumer<BinaryMessage> onBinary,
    Consumer<PresenceChange> onPresence,
    Consumer<ChannelStatus> onStatus) {

  /** A private channel to which nobody listens but the client itself. */
  static ChannelOptions plain(String topic) {
    return new ChannelOptions(
        topic,
        true,
        false,
        false,
        false,
        "",
        null,
        0,
        null,
        message -> {},
        message -> {},
        change -> {},
        status -> {});
  }
}
