package dev.belay.realtime.channel;

import dev.belay.support.ConflictException;
import java.net.http.HttpClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client over the JDK's WebSocket: knows the channels, and the one that hears of lost access.
 */
final class WebSocketRealtimeClient extends ClientCore implements RealtimeClient {

  private static final Logger LOG = LoggerFactory.getLogger(WebSocketRealtimeClient.class);

  private final Endpoint endpoint;
  private final @Nullable String watchTopic;

  /** The callers' channels, one for each topic. */
  private final Map<String, LiveChannel> open = new ConcurrentHashMap<>();

  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** All channels by topic; in the engine's thread alone, as what follows. */
  private final Map<String, LiveChannel> joined = new LinkedHashMap<>();

  private volatile @Nullable LiveChannel watch;
  private boolean watchSettled;
  private Engine.Timer watchTimer = Engine.Timer.NONE;

  WebSocketRealtimeClient(
      HttpClient http,
      Endpoint endpoint,
      RealtimeSettings settings,
      @Nullable AccessTokenSource tokens,
      @Nullable UUID userId,
      @Nullable Executor executor,
      ChannelTelemetry telemetry) {
    super(http, endpoint, settings, tokens, executor, telemetry);
    this.endpoint = endpoint;
    this.watchTopic = userId == null ? null : "user:" + userId;
  }

  @Override
  public ChannelBuilder channel(String topic) {
    return new ChannelBuilder(this::subscribe, Objects.requireNonNull(topic, "topic"));
  }

  private RealtimeChannel subscribe(ChannelOptions options) {
    LiveChannel channel = new LiveChannel(options, this);
    if (closing.get()) {
      throw new ConflictException("The realtime client is closed");
    }
    if (open.putIfAbsent(options.topic(), channel) != null) {
      throw new ConflictException("The client has an open channel for this topic: close it first");
    }
    if (!engine().run(() -> add(channel))) {
      throw new ConflictException("The realtime client is closed");
    }
    return channel;
  }

  private void add(LiveChannel channel) {
    if (closing.get()) {
      channel.subscription().leave();
      open.remove(channel.topic(), channel);
      return;
    }
    LiveChannel before = joined.put(channel.topic(), channel);
    if (before != null) {
      // Only the one that the client opened by itself can be there.
      before.subscription().leave();
    }
    watchOver();
    channel.subscription().begin();
    link().want();
  }

  /** Opens the channel that hears of lost access, unless there is one on its topic. */
  private void watchOver() {
    String topic = watchTopic;
    if (topic == null) {
      return;
    }
    LiveChannel there = joined.get(topic);
    if (there == null) {
      there = LiveChannel.forTheClient(topic, this);
      joined.put(topic, there);
      there.subscription().begin();
    }
    watch = there;
  }

  @Override
  public void opened() {
    watchOver();
    watchSettled = watchTopic == null;
    watchTimer = engine().after(RealtimeSettings.WATCH_TIMEOUT, this::settle);
    proceed();
  }

  private void settle() {
    watchTimer.cancel();
    if (!watchSettled && link().isOpen()) {
      watchSettled = true;
      proceed();
    }
  }

  private void proceed() {
    all().forEach(channel -> channel.subscription().proceed());
  }

  @Override
  public void lost(ChannelFault fault) {
    watchSettled = false;
    watchTimer.cancel();
    all().forEach(channel -> channel.subscription().connectionLost(fault));
  }

  @Override
  public void frame(Frame frame) {
    String topic = frame.topic();
    LiveChannel channel =
        topic.startsWith(Frame.TOPIC_PREFIX)
            ? joined.get(topic.substring(Frame.TOPIC_PREFIX.length()))
            : null;
    if (channel != null) {
      channel.subscription().take(frame);
    }
  }

  @Override
  boolean mayJoin(Subscription channel) {
    return link().isOpen() && (watchSettled || channel.topic().equals(watchTopic));
  }

  /** What was joined before the watch may have lost its access unheard. */
  @Override
  void joinSettled(Subscription channel) {
    if (!channel.topic().equals(watchTopic)) {
      return;
    }
    if (channel.isJoined()) {
      watched().forEach(other -> other.subscription().recheck());
    }
    settle();
  }

  @Override
  void heard(Subscription channel, Frame frame) {
    if (channel.topic().equals(watchTopic) && frame.is(Frame.BROADCAST)) {
      AccessChange.read(frame.payload())
          .ifPresent(
              change ->
                  watched().stream()
                      .filter(other -> change.concerns(other.topic()))
                      .forEach(other -> other.subscription().recheck()));
    }
  }

  @Override
  void release(Subscription subscription) {
    LiveChannel channel = joined.get(subscription.topic());
    if (channel != null && channel.subscription() == subscription) {
      joined.remove(channel.topic());
      open.remove(channel.topic(), channel);
    }
  }

  @Override
  void ended(Subscription subscription, @Nullable ChannelFault fault) {
    if (closing.get()) {
      if (joined.isEmpty()) {
        finish();
      }
      return;
    }
    if (subscription.topic().equals(watchTopic)) {
      watchEnded(fault);
    }
    if (!anyOfTheCallers()) {
      all().forEach(idle -> idle.subscription().leave());
      if (joined.isEmpty()) {
        link().unwant();
      }
    }
  }

  /** One that was refused stays away until there is another connection. */
  private void watchEnded(@Nullable ChannelFault fault) {
    if (fault != null) {
      LOG.warn("Losses of access are not heard of: {} on the channel of the user", fault.word());
    } else if (anyOfTheCallers()) {
      watchOver();
    }
    settle();
  }

  private List<LiveChannel> all() {
    return List.copyOf(joined.values());
  }

  /** Those whose losses of access the watch hears of. */
  private List<LiveChannel> watched() {
    return all().stream().filter(channel -> !channel.topic().equals(watchTopic)).toList();
  }

  /** Those that the caller opened. */
  private boolean anyOfTheCallers() {
    return joined.values().stream().anyMatch(channel -> !channel.isForTheClient());
  }

  @Override
  public void accessTokenChanged() {
    engine().run(() -> all().forEach(channel -> channel.subscription().accessTokenChanged()));
  }

  @Override
  public Optional<ChannelStatus> revocationStatus() {
    return Optional.ofNullable(watch).map(LiveChannel::status);
  }

  @Override
  public void close() {
    if (closing.compareAndSet(false, true)) {
      engine().run(this::leaveAll);
    }
    try {
      boolean done = closed.await(settings().longestClose().toNanos(), TimeUnit.NANOSECONDS);
      if (!done) {
        engine().run(this::finish);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      engine().run(this::finish);
    }
  }

  private void leaveAll() {
    all().forEach(channel -> channel.subscription().leave());
    if (joined.isEmpty()) {
      finish();
    }
  }

  private void finish() {
    stop();
    closed.countDown();
  }

  /** The server alone: its whole address holds the key. */
  @Override
  public String toString() {
    return "RealtimeClient[" + endpoint + "]";
  }
}
