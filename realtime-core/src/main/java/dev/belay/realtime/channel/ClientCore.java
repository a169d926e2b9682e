package dev.belay.realtime.channel;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What the channels of one client share. All in the engine's thread. */
interface ClientCore {

  Engine engine();

  Link link();

  TokenDesk desk();

  /** Where listeners and the completions of futures run. */
  Executor executor();

  RealtimeSettings settings();

  ChannelTelemetry telemetry();

  @Nullable AccessTokenSource tokens();

  /** Whether the channel may join at this moment. */
  boolean mayJoin(Subscription channel);

  /** The channel's join succeeded, or failed. */
  void joinSettled(Subscription channel);

  /** A message came on a channel that is joined. */
  void heard(Subscription channel, Frame frame);

  /** The channel is over. */
  void ended(Subscription channel);
}
