package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One join of one client. Its own socket's thread changes it; others deliver to it and may end it.
 */
final class Channel {

  private final ClientSocket socket;
  private final Hub hub;
  private final String topic;
  private final TopicKey key;
  private final @Nullable String joinRef;
  private final ChannelConfig config;
  private final AtomicBoolean open = new AtomicBoolean(true);

  private volatile String token;
  private volatile Caller caller;
  private volatile Policies policies;
  private volatile boolean presence;
  private volatile Set<String> replayed = Set.of();
  private @Nullable Future<?> expiry;
  private final TokenThrottle tokenThrottle;
  private final RateLimit presenceCalls;

  Channel(ClientSocket socket, Project project, Message join, ChannelConfig config, Access access) {
    RealtimeSettings settings = project.settings();
    this.socket = socket;
    this.hub = project.hub();
    this.tokenThrottle = new TokenThrottle(settings.tokenThrottle());
    this.presenceCalls =
        new RateLimit(settings.limits().presenceCalls(), settings.limits().presenceWindow());
    this.topic = join.topic();
    this.key = new TopicKey(config.isPrivate(), join.name());
    this.joinRef = join.joinRef() == null ? join.ref() : join.joinRef();
    this.config = config;
    this.presence = config.presence();
    this.token = access.token();
    this.caller = access.caller();
    this.policies = access.policies();
  }

  /** With which token the channel is, and what that one may do. */
  record Access(String token, Caller caller, Policies policies) {}

  ClientSocket socket() {
    return socket;
  }

  TopicKey key() {
    return key;
  }

  String topic() {
    return topic;
  }

  @Nullable String joinRef() {
    return joinRef;
  }

  ChannelConfig config() {
    return config;
  }

  boolean isOpen() {
    return open.get();
  }

  String token() {
    return token;
  }

  Caller caller() {
    return caller;
  }

  Policies policies() {
    return policies;
  }

  void remember(Policies known) {
    policies = known;
  }

  void replaceAccess(Access access) {
    token = access.token();
    caller = access.caller();
    policies = access.policies();
  }

  boolean hasPresence() {
    return presence;
  }

  void enablePresence() {
    presence = true;
  }

  boolean allowsPresenceCall() {
    return presenceCalls.allows();
  }

  TokenThrottle tokenThrottle() {
    return tokenThrottle;
  }

  void rememberReplayed(Set<String> ids) {
    replayed = Set.copyOf(ids);
  }

  /** Takes the place of the timer for the token before. */
  synchronized void expireBy(Future<?> timer) {
    if (expiry != null) {
      expiry.cancel(false);
    }
    expiry = timer;
    if (!isOpen()) {
      timer.cancel(false);
    }
  }

  /** Says something to this client alone. */
  void push(String event, JsonNode payload) {
    socket.send(new Message(joinRef, null, topic, event, payload, null));
  }

  void answer(Message message, String status, JsonNode response) {
    socket.send(message.reply(joinRef, status, response));
  }

  /** Passes on what goes to all, unless this client may not have it or has it already. */
  void deliver(Broadcast broadcast) {
    if (policies.readsBroadcasts() && broadcast.messageId().filter(replayed::contains).isEmpty()) {
      socket.send(topic, broadcast);
    }
  }

  void deliverPresence(JsonNode difference) {
    if (policies.readsPresence()) {
      socket.send(new Message(null, null, topic, "presence_diff", difference, null));
    }
  }

  /** Says why, and ends. */
  void shutDown(String reason) {
    ObjectNode system = Message.object().put("extension", "system").put("status", "error");
    push("system", system.put("message", reason).put("channel", key.name()));
    end(Message.CLOSE);
  }

  /** Leaves the topic, and says {@code phx_close} or {@code phx_error}. */
  void end(String event) {
    if (forget()) {
      socket.send(new Message(joinRef, joinRef, topic, event, Message.object(), null));
    }
  }

  /** Leaves the topic without a word, as when the socket is gone. */
  boolean forget() {
    boolean first = open.compareAndSet(true, false);
    if (first) {
      socket.forget(this);
      hub.leave(this);
      stopTimer();
    }
    return first;
  }

  private synchronized void stopTimer() {
    if (expiry != null) {
      expiry.cancel(false);
    }
  }
}
