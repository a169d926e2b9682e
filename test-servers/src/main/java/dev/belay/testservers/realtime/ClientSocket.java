package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one client. As on the real server a join is waited for, and what comes after it
 * waits too.
 */
final class ClientSocket {

  private static final int SERVER_ERROR = 1011;

  private final Project project;
  private final Serializer serializer;
  private final String token;
  private final JsonNode headers;
  private final Joins joins;
  private final ChannelMessages messages;
  private final Map<String, Channel> channels = new ConcurrentHashMap<>();

  private volatile @Nullable Session session;
  private volatile @Nullable Outbox outbox;
  private volatile boolean gone;

  ClientSocket(Project project, Serializer serializer, String token, JsonNode headers) {
    this.project = project;
    this.serializer = serializer;
    this.token = token;
    this.headers = headers;
    this.joins = new Joins(project, this);
    this.messages = new ChannelMessages(project);
  }

  /** The token with which the connection began. */
  String token() {
    return token;
  }

  JsonNode headers() {
    return headers;
  }

  boolean isGone() {
    return gone;
  }

  int channels() {
    return channels.size();
  }

  void open(Session opened) {
    session = opened;
    Outbox started = new Outbox(opened, project.faults());
    outbox = started;
    project.sockets().add(this);
    started.start();
  }

  void receive(String text) {
    receive(() -> serializer.decode(text));
  }

  void receive(ByteBuffer bytes) {
    receive(() -> serializer.decode(bytes));
  }

  /** The connection has ended, by whomever. */
  void gone() {
    gone = true;
    project.sockets().remove(this);
    if (outbox != null) {
      outbox.close();
    }
    List.copyOf(channels.values()).forEach(Channel::forget);
  }

  /** A frame that cannot be read ends the connection, as Phoenix has it. */
  private void receive(Supplier<Message> frame) {
    try {
      handle(frame.get());
    } catch (InvalidFrameException e) {
      close(SERVER_ERROR);
    }
  }

  private void handle(Message message) {
    project.traffic().count(message.event());
    if (message.topic().equals("phoenix")) {
      if (message.event().equals("heartbeat") && !project.faults().ignoresHeartbeats()) {
        send(message.reply(null, "ok", Message.object()));
      }
    } else if (message.event().equals("phx_join")) {
      joins.join(message);
    } else {
      handle(message, channels.get(message.topic()));
    }
  }

  private void handle(Message message, @Nullable Channel channel) {
    if (channel != null) {
      messages.handle(channel, message);
    } else if (message.event().equals("phx_leave")) {
      send(message.reply(message.joinRef(), "ok", Message.object()));
    } else {
      send(
          message.reply(
              message.joinRef(), "error", Message.object().put("reason", "unmatched topic")));
    }
  }

  /** The channel of this connection that has joined the topic. */
  @Nullable Channel channel(String topic) {
    return channels.get(topic);
  }

  void remember(Channel channel) {
    channels.put(channel.topic(), channel);
  }

  void forget(Channel channel) {
    channels.remove(channel.topic(), channel);
  }

  void send(Message message) {
    send(serializer.encode(message));
  }

  void send(String topic, Broadcast broadcast) {
    serializer.encode(topic, broadcast).ifPresent(this::send);
  }

  private void send(Frame frame) {
    if (outbox != null) {
      outbox.add(frame);
    }
  }

  /** Ends the connection with a close frame, after what is to be sent before it. */
  void close(int code) {
    send(new Frame.Close(code));
  }

  /** Ends the connection without a word. */
  void cut() {
    if (session != null) {
      session.disconnect();
    }
  }
}
