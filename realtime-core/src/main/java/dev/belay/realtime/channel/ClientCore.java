package dev.belay.realtime.channel;

import java.net.http.HttpClient;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** What the channels of one client share, and what they tell it. */
abstract class ClientCore implements Link.Listener {

  private final Engine engine = new Engine();
  private final ExecutorService tokenThreads = Threads.tokens();
  private final ExecutorService listenerThreads = Threads.listeners();
  private final Executor executor;
  private final RealtimeSettings settings;
  private final ChannelTelemetry telemetry;
  private final @Nullable AccessTokenSource tokens;
  private final TokenDesk desk;
  private final Link link;

  ClientCore(
      HttpClient http,
      Endpoint endpoint,
      RealtimeSettings settings,
      @Nullable AccessTokenSource tokens,
      @Nullable Executor executor,
      ChannelTelemetry telemetry) {
    this.settings = settings;
    this.tokens = tokens;
    this.executor = executor == null ? listenerThreads : executor;
    this.telemetry = telemetry;
    this.desk = new TokenDesk(engine, tokenThreads, RealtimeSettings.TOKEN_TIMEOUT);
    this.link = new Link(engine, http, endpoint, settings, telemetry, this);
  }

  final Engine engine() {
    return engine;
  }

  final Link link() {
    return link;
  }

  final TokenDesk desk() {
    return desk;
  }

  /** Where listeners and the completions of futures run. */
  final Executor executor() {
    return executor;
  }

  final RealtimeSettings settings() {
    return settings;
  }

  final ChannelTelemetry telemetry() {
    return telemetry;
  }

  final @Nullable AccessTokenSource tokens() {
    return tokens;
  }

  /** Ends the connection and all threads; what listeners are to hear already they still hear. */
  final void stop() {
    link.unwant();
    engine.stop();
    tokenThreads.shutdown();
    listenerThreads.shutdown();
  }

  /** Whether the channel may join at this moment. In the engine's thread, as all that follows. */
  abstract boolean mayJoin(Subscription channel);

  /** The channel's join succeeded, or failed. */
  abstract void joinSettled(Subscription channel);

  /** A message came on a channel that is joined. */
  abstract void heard(Subscription channel, Frame frame);

  /** The channel is about to be over: its topic is free. */
  abstract void release(Subscription channel);

  /** The channel is over, and has said so. */
  abstract void ended(Subscription channel, @Nullable ChannelFault fault);
}
