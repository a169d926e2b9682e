package dev.belay.realtime.channel;

import dev.belay.realtime.channel.NotAcknowledgedException.Reason;
import dev.belay.realtime.internal.RawJson;
import dev.belay.sql.Json;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.InvalidArgumentException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A channel as its users see it: checks what they give, and passes it to the engine's thread. */
final class LiveChannel implements RealtimeChannel {

  private static final int LONGEST_EVENT = 255;

  private final ChannelOptions options;
  private final ClientCore core;
  private final boolean forTheClient;
  private final Inbox inbox;
  private final StatusBoard board = new StatusBoard();
  private final Subscription subscription;

  /** A channel that a caller asked for. */
  LiveChannel(ChannelOptions options, ClientCore core) {
    this(options, core, false);
  }

  private LiveChannel(ChannelOptions options, ClientCore core, boolean forTheClient) {
    this.options = options;
    this.core = core;
    this.forTheClient = forTheClient;
    Delivery delivery = new Delivery(core.executor(), core.settings().mostWaitingMessages());
    inbox = new Inbox(options, delivery, core.telemetry());
    subscription = new Subscription(options, core, inbox, delivery, board);
  }

  /** A channel that the client opens by itself. */
  static LiveChannel forTheClient(String topic, ClientCore core) {
    return new LiveChannel(ChannelOptions.plain(topic), core, true);
  }

  boolean isForTheClient() {
    return forTheClient;
  }

  Subscription subscription() {
    return subscription;
  }

  @Override
  public String topic() {
    return options.topic();
  }

  @Override
  public ChannelStatus status() {
    return board.status();
  }

  @Override
  @SuppressWarnings("UnusedException") // The message says it; a cause would add nothing.
  public void awaitSubscribed(Duration longest) {
    ChannelStatus status;
    try {
      status = board.await(ChannelState.SUBSCRIBED, ChannelState.CLOSED, longest);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw notYet("The thread was interrupted before the channel was subscribed", status());
    }
    if (status.state() == ChannelState.CLOSED) {
      throw new ChannelClosedException(status.fault());
    }
    if (status.state() != ChannelState.SUBSCRIBED) {
      throw notYet("The channel was not subscribed in time", status);
    }
  }

  private static BackendUnavailableException notYet(String what, ChannelStatus status) {
    String why = status.why().map(fault -> ": " + fault.word()).orElse("");
    return new BackendUnavailableException(what + why, BackendFault.none(), true);
  }

  @Override
  public CompletableFuture<Void> broadcast(String event, Json payload) {
    Objects.requireNonNull(event, "event");
    int bytes = event.getBytes(StandardCharsets.UTF_8).length;
    if (bytes < 1 || bytes > LONGEST_EVENT) {
      throw new InvalidArgumentException("An event's name has 1 to 255 bytes");
    }
    String body = Frame.broadcastPayload(event, checked(payload), "");
    return send(
        done -> subscription.sends().send(Frame.BROADCAST, body, options.acknowledged(), done));
  }

  @Override
  public CompletableFuture<Void> track(Json state) {
    String body = "{\"type\":\"presence\",\"event\":\"track\",\"payload\":" + checked(state) + "}";
    return send(done -> subscription.sends().track(body, body, done));
  }

  @Override
  public CompletableFuture<Void> untrack() {
    String body = "{\"type\":\"presence\",\"event\":\"untrack\"}";
    return send(done -> subscription.sends().track(null, body, done));
  }

  private String checked(Json json) {
    String text = json.text();
    if (text.length() > core.settings().largestFrame() / 2) {
      throw new InvalidArgumentException("What is sent is larger than a frame may be");
    }
    if (!RawJson.isObject(text)) {
      throw new InvalidArgumentException("What is sent must be one JSON object");
    }
    return text;
  }

  private CompletableFuture<Void> send(Consumer<CompletableFuture<Void>> step) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (!core.engine().run(() -> step.accept(done))) {
      done.completeExceptionally(new NotAcknowledgedException(Reason.NOT_SUBSCRIBED));
    }
    return done;
  }

  @Override
  public List<Presence> presences() {
    return inbox.presences();
  }

  @Override
  public long droppedMessages() {
    return inbox.dropped();
  }

  @Override
  public void accessTokenChanged() {
    core.engine().run(subscription::accessTokenChanged);
  }

  @Override
  public void recheck() {
    core.engine().run(subscription::recheck);
  }

  @Override
  public void close() {
    inbox.mute();
    if (!core.engine().run(subscription::leave)) {
      return;
    }
    try {
      board.await(ChannelState.CLOSED, ChannelState.CLOSED, core.settings().longestClose());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The topic names a user or a thing, but is no secret; the status says the rest. */
  @Override
  public String toString() {
    return "RealtimeChannel[" + options.topic() + ", " + status().state() + "]";
  }
}
