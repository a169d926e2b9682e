package dev.belay.realtime.channel;

import dev.belay.support.ConflictException;
import dev.belay.support.InvalidArgumentException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a channel is to do. Not safe for use by many threads.
 *
 * <p>The listeners of one channel are called one after the other, in the order in which things
 * happened, in a thread that is not the connection's. What they throw is logged by its class and
 * harms nobody. One that is too slow loses messages, see {@link RealtimeChannel#droppedMessages()}.
 */
public final class ChannelBuilder {

  /** In a binary frame a topic has 255 bytes at most, with {@code realtime:} before it. */
  private static final int LONGEST_TOPIC = 246;

  private static final int LONGEST_KEY = 255;

  private final Function<ChannelOptions, RealtimeChannel> subscribing;
  private final String topic;
  private boolean isPrivate = true;
  private boolean acknowledged = true;
  private boolean receiveOwn;
  private boolean presence;
  private String presenceKey = "";
  private @Nullable Replay replay;
  private int resumeLimit;
  private @Nullable AccessTokenSource tokens;
  private Consumer<BroadcastMessage> onBroadcast = message -> {};
  private Consumer<BinaryMessage> onBinary = message -> {};
  private Consumer<PresenceChange> onPresence = change -> {};
  private Consumer<ChannelStatus> onStatus = status -> {};

  ChannelBuilder(Function<ChannelOptions, RealtimeChannel> subscribing, String topic) {
    int bytes = topic.getBytes(StandardCharsets.UTF_8).length;
    if (bytes < 1 || bytes > LONGEST_TOPIC) {
      throw new InvalidArgumentException("A channel's topic has 1 to 246 bytes");
    }
    this.subscribing = subscribing;
    this.topic = topic;
  }

  /**
   * Makes it a public channel: no policy is asked, and nothing that is sent to the private channel
   * of the same topic comes.
   *
   * @return this
   */
  public ChannelBuilder publicChannel() {
    this.isPrivate = false;
    return this;
  }

  /**
   * Asks for no acknowledgements, which spares the server an answer to each message and hides that
   * one was dropped.
   *
   * @return this
   */
  public ChannelBuilder unacknowledged() {
    this.acknowledged = false;
    return this;
  }

  /**
   * Also brings what is sent on this channel itself.
   *
   * @return this
   */
  public ChannelBuilder receiveOwn() {
    this.receiveOwn = true;
    return this;
  }

  /**
   * Takes the access token from another source than the client's: for a service that listens for
   * several users.
   *
   * @param tokens the source
   * @return this
   */
  public ChannelBuilder accessTokens(AccessTokenSource tokens) {
    this.tokens = Objects.requireNonNull(tokens, "tokens");
    return this;
  }

  /**
   * Asks for older messages at the first join, see {@link Replay}.
   *
   * @param since the oldest moment
   * @param limit how many at most, 1 to 25
   * @return this
   * @throws InvalidArgumentException if the limit is out of its range
   */
  public ChannelBuilder replay(Instant since, int limit) {
    this.replay = new Replay(since, limit);
    return this;
  }

  /**
   * Asks for what was missed at each later join, by this machine's clock less five seconds.
   * Messages that came already are passed over by their id.
   *
   * @param limit how many at most, 1 to 25
   * @return this
   * @throws InvalidArgumentException if the limit is out of its range
   */
  public ChannelBuilder resume(int limit) {
    this.resumeLimit = new Replay(Instant.EPOCH, limit).limit();
    return this;
  }

  /**
   * Names the key under which this channel is present; otherwise the server makes one.
   *
   * @param key 1 to 255 characters
   * @return this
   * @throws InvalidArgumentException if it is empty or longer
   */
  public ChannelBuilder presenceKey(String key) {
    if (key.isEmpty() || key.length() > LONGEST_KEY) {
      throw new InvalidArgumentException("A presence key has 1 to 255 characters");
    }
    this.presenceKey = key;
    return this;
  }

  /**
   * Listens to messages, but for those of bytes.
   *
   * @param listener called for each
   * @return this
   */
  public ChannelBuilder onBroadcast(Consumer<BroadcastMessage> listener) {
    this.onBroadcast = Objects.requireNonNull(listener, "listener");
    return this;
  }

  /**
   * Listens to messages of bytes. Only version 2 of the protocol has them: to a client of version 1
   * the server does not send them (supabase/realtime, {@code user_broadcast.ex}).
   *
   * @param listener called for each, in the order of all messages
   * @return this
   */
  public ChannelBuilder onBinary(Consumer<BinaryMessage> listener) {
    this.onBinary = Objects.requireNonNull(listener, "listener");
    return this;
  }

  /**
   * Listens to who comes and goes.
   *
   * @param listener called for each change
   * @return this
   */
  public ChannelBuilder onPresence(Consumer<PresenceChange> listener) {
    this.onPresence = Objects.requireNonNull(listener, "listener");
    this.presence = true;
    return this;
  }

  /**
   * Listens to how the channel stands. None is left out, and {@link ChannelState#CLOSED} is the
   * last.
   *
   * @param listener called for each change
   * @return this
   */
  public ChannelBuilder onStatus(Consumer<ChannelStatus> listener) {
    this.onStatus = Objects.requireNonNull(listener, "listener");
    return this;
  }

  /**
   * Joins the channel, and joins it again whenever it is lost, until it is closed. Does not wait:
   * see {@link RealtimeChannel#awaitSubscribed}.
   *
   * @return the channel
   * @throws InvalidArgumentException if older messages are asked of a public channel
   * @throws ConflictException if the client has an open channel for the topic, of which a
   *     connection has one, or is closed
   */
  public RealtimeChannel subscribe() {
    if (!isPrivate && (replay != null || resumeLimit > 0)) {
      throw new InvalidArgumentException("Only private channels have older messages");
    }
    return subscribing.apply(
        new ChannelOptions(
            topic,
            isPrivate,
            acknowledged,
            receiveOwn,
            presence,
            presenceKey,
            replay,
            resumeLimit,
            tokens,
            onBroadcast,
            onBinary,
            onPresence,
            onStatus));
  }
}
