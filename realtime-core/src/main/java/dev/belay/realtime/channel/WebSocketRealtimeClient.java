package dev.belay.realtime.channel;

import dev.belay.support.ConflictException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client over the JDK's WebSocket: knows the channels, and the one that hears of lost access.
 */
final class WebSocketRealtimeClient implements RealtimeClient, ClientCore, Link.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(WebSocketRealtimeClient.class);
  private static final String WIRE = "realtime:";
  private static final Duration BEYOND = Duration.ofSeconds(1);

  private final Engine engine = new Engine();
  private final ExecutorService tokenThreads = Threads.tokens();
  private final ExecutorService listenerThreads = Threads.listeners();
  private final Executor executor;
  private final Endpoint endpoint;
  private final RealtimeSettings settings;
  private final ChannelTelemetry telemetry;
  private final @Nullable AccessTokenSource tokens;
  private final @Nullable String watchTopic;
  private final Link link;
  private final TokenDesk desk;

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
    this.endpoint = endpoint;
    this.settings = settings;
    this.tokens = tokens;
    this.watchTopic = userId == null ? null : "user:" + userId;
    this.executor = executor == null ? listenerThreads : executor;
    this.telemetry = telemetry;
    this.link = new Link(engine, http, endpoint, settings, telemetry, this);
    this.desk = new TokenDesk(engine, tokenThreads, RealtimeSettings.TOKEN_TIMEOUT);
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
    if (!engine.run(() -> add(channel))) {
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
    link.want();
  }

  /** Opens the channel that hears of lost access, unless there is one on its topic. */
  private void watchOver() {
    String topic = watchTopic;
    if (topic == null) {
      return;
    }
    LiveChannel there = joined.get(topic);
    if (there == null) {
      there = new LiveChannel(ChannelOptions.plain(topic), this);
      joined.put(topic, there);
      there.subscription().begin();
    }
    watch = there;
  }

  private boolean isOwn(LiveChannel channel) {
    return open.get(channel.topic()) != channel;
  }

  @Override
  public void opened() {
    watchOver();
    watchSettled = watchTopic == null;
    watchTimer = engine.after(RealtimeSettings.WATCH_TIMEOUT, this::settle);
    proceed();
  }

  private void settle() {
    watchTimer.cancel();
    if (!watchSettled && link.isOpen()) {
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
        topic.startsWith(WIRE) ? joined.get(topic.substring(WIRE.length())) : null;
    if (channel != null) {
      channel.subscription().take(frame);
    }
  }

  @Override
  public boolean mayJoin(Subscription channel) {
    return link.isOpen() && (watchSettled || channel.topic().equals(watchTopic));
  }

  /** What was joined before the watch may have lost its access unheard. */
  @Override
  public void joinSettled(Subscription channel) {
    if (!channel.topic().equals(watchTopic)) {
      return;
    }
    if (channel.isJoined()) {
      watched().forEach(other -> other.subscription().recheck());
    }
    settle();
  }

  @Override
  public void heard(Subscription channel, Frame frame) {
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
  public void ended(Subscription subscription) {
    LiveChannel channel = joined.get(subscription.topic());
    if (channel != null && channel.subscription() == subscription) {
      joined.remove(channel.topic());
      afterEnd(channel);
    }
    if (closing.get() && joined.isEmpty()) {
      finish();
    }
  }

  private void afterEnd(LiveChannel channel) {
    boolean own = isOwn(channel);
    open.remove(channel.topic(), channel);
    if (channel.topic().equals(watchTopic)) {
      if (own && !closing.get() && channel.status().fault() != null) {
        LOG.warn(
            "Losses of access are not heard of: the channel of the user was refused: {}",
            channel.status().why().map(ChannelFault::word).orElse(""));
      }
      settle();
    }
    if (closing.get()) {
      return;
    }
    if (!anyOfTheCallers()) {
      all().stream().filter(this::isOwn).forEach(idle -> idle.subscription().leave());
      if (joined.isEmpty()) {
        link.unwant();
      }
    } else if (!own) {
      watchOver();
    }
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
    return joined.values().stream().anyMatch(channel -> !isOwn(channel));
  }

  @Override
  public void accessTokenChanged() {
    engine.run(() -> all().forEach(channel -> channel.subscription().accessTokenChanged()));
  }

  @Override
  public Optional<ChannelStatus> revocationStatus() {
    return Optional.ofNullable(watch).map(LiveChannel::status);
  }

  @Override
  public void close() {
    if (closing.compareAndSet(false, true)) {
      engine.run(this::leaveAll);
    }
    try {
      boolean done =
          closed.await(settings.leaveTimeout().plus(BEYOND).toNanos(), TimeUnit.NANOSECONDS);
      if (!done) {
        engine.run(this::finish);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      engine.run(this::finish);
    }
  }

  private void leaveAll() {
    all().forEach(channel -> channel.subscription().leave());
    if (joined.isEmpty()) {
      finish();
    }
  }

  private void finish() {
    link.unwant();
    engine.stop();
    tokenThreads.shutdown();
    listenerThreads.shutdown();
    closed.countDown();
  }

  @Override
  public Engine engine() {
    return engine;
  }

  @Override
  public Link link() {
    return link;
  }

  @Override
  public TokenDesk desk() {
    return desk;
  }

  @Override
  public Executor executor() {
    return executor;
  }

  @Override
  public RealtimeSettings settings() {
    return settings;
  }

  @Override
  public ChannelTelemetry telemetry() {
    return telemetry;
  }

  @Override
  public @Nullable AccessTokenSource tokens() {
    return tokens;
  }

  /** The server alone: its whole address holds the key. */
  @Override
  public String toString() {
    return "RealtimeClient[" + endpoint + "]";
  }
}
