package dev.belay.testservers.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection on the JDK's WebSocket, on which a test writes the protocol by hand. */
final class RawClient implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration QUIET = Duration.ofMillis(250);

  private final boolean second;
  private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final WebSocket socket;
  private int refs;

  private RawClient(URI address, boolean second) {
    this.second = second;
    this.socket = HTTP.newWebSocketBuilder().buildAsync(address, new Reader()).join();
  }

  static RawClient open(RealtimeServer server, String key, String version) {
    String query = "?apikey=" + URLEncoder.encode(key, StandardCharsets.UTF_8) + "&vsn=" + version;
    return new RawClient(URI.create(server.webSocketUrl() + query), version.startsWith("2"));
  }

  /** Sends a message and gives its ref. */
  String send(String topic, String event, @Nullable String joinRef, JsonNode payload) {
    String ref = Integer.toString(++refs);
    sendText(frame(topic, event, joinRef, ref, payload));
    return ref;
  }

  void sendText(String text) {
    socket.sendText(text, true).join();
  }

  void sendBinary(ByteBuffer bytes) {
    socket.sendBinary(bytes, true).join();
  }

  private String frame(
      String topic, String event, @Nullable String joinRef, String ref, JsonNode payload) {
    if (second) {
      return JsonNodeFactory.instance
          .arrayNode()
          .add(joinRef)
          .add(ref)
          .add(topic)
          .add(event)
          .add(payload)
          .toString();
    }
    ObjectNode frame = Message.object().put("topic", topic).put("event", event).put("ref", ref);
    frame.put("join_ref", joinRef).set("payload", payload);
    return frame.toString();
  }

  /** Joins and waits for the answer. */
  JsonNode join(String topic, JsonNode payload) {
    String ref = Integer.toString(++refs);
    sendText(frame(topic, "phx_join", ref, ref, payload));
    while (true) {
      JsonNode reply = await("phx_reply");
      if (reply.path("ref").asText().equals(ref)) {
        return reply;
      }
    }
  }

  /** The next message with this event; those before it are passed over. */
  JsonNode await(String event) {
    while (true) {
      JsonNode next = next();
      if (next.path("event").asText().equals(event)) {
        return next;
      }
    }
  }

  /** The next broadcast in whichever frame. */
  JsonNode awaitBroadcast() {
    while (true) {
      JsonNode next = next();
      String event = next.path("event").asText();
      if (event.equals("broadcast") || event.equals("kind4")) {
        return next;
      }
    }
  }

  /** The next message, as an object in both versions. */
  JsonNode next() {
    try {
      @Nullable JsonNode next = received.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(next).as("a message within %s", LIMIT).isNotNull();
      return next;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Nothing comes, though the server has had time for it. */
  void assertQuiet() throws InterruptedException {
    assertThat(received.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS)).isNull();
  }

  /** The code with which the server closed the connection; 1006 if it said nothing. */
  int closeCode() {
    return closed.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** Ends the connection without a word. */
  void cut() {
    socket.abort();
  }

  @Override
  public void close() {
    cut();
  }

  private JsonNode normalized(JsonNode read) {
    if (!second) {
      return read;
    }
    ObjectNode object = Message.object();
    object.set("join_ref", read.get(0));
    object.set("ref", read.get(1));
    object.set("topic", read.get(2));
    object.set("event", read.get(3));
    object.set("payload", read.get(4));
    return object;
  }

  private static JsonNode userBroadcast(ByteBuffer bytes) {
    assertThat(bytes.get()).isEqualTo((byte) 4);
    int topic = bytes.get() & 0xff;
    int event = bytes.get() & 0xff;
    int metadata = bytes.get() & 0xff;
    int encoding = bytes.get();
    ObjectNode frame = Message.object().put("event", "kind4").put("topic", text(bytes, topic));
    ObjectNode payload = frame.putObject("payload").put("event", text(bytes, event));
    payload.set("meta", Json.read(text(bytes, metadata)).orElse(MissingNode.getInstance()));
    String data = text(bytes, bytes.remaining());
    payload.set("payload", encoding == 1 ? Json.read(data).orElseThrow() : TextNode.valueOf(data));
    return frame.put("encoding", encoding);
  }

  private static String text(ByteBuffer bytes, int size) {
    byte[] text = new byte[size];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private final class Reader implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        received.add(normalized(Json.read(text.toString()).orElseThrow()));
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
      assertThat(last).isTrue();
      received.add(userBroadcast(part));
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closed.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      closed.complete(1006);
    }
  }
}
