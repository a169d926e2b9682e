package dev.belay.webhook.qstash;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpCall.Method;
import dev.belay.webhook.internal.JsonValue;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The client over HTTP. */
final class HttpQStashClient implements QStashClient {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int LARGEST_BATCH = 1000;

  private final QStashApi api;
  private final PublishTelemetry telemetry;

  HttpQStashClient(QStashApi api, PublishTelemetry telemetry) {
    this.api = api;
    this.telemetry = telemetry;
  }

  @Override
  public QStashReceipt publish(QStashMessage message) {
    if (!message.destination().contains("://")) {
      throw new InvalidArgumentException("A message for a URL group has several receipts");
    }
    return publishToGroup(message).get(0);
  }

  @Override
  public List<QStashReceipt> publishToGroup(QStashMessage message) {
    return telemetry.observe(message, () -> receipts(api.json(call(message)), 200));
  }

  @Override
  public List<QStashBatchItem> batch(List<QStashMessage> messages) {
    if (messages.isEmpty() || messages.size() > LARGEST_BATCH) {
      throw new InvalidArgumentException("A batch has 1 to 1000 messages");
    }
    HttpCall.Builder call =
        api.call(Method.POST, "batch")
            .json(batchJson(messages))
            .responseLimit(1 << 24)
            .idempotent(messages.stream().allMatch(QStashMessage::isDeduplicated));
    List<QStashBatchItem> items = api.json(call).items().stream().map(this::item).toList();
    if (items.size() != messages.size()) {
      throw QStashApi.unexpected(200);
    }
    return items;
  }

  @Override
  public boolean isPending(String messageId) {
    return api.find(api.call(Method.GET, message(messageId))).isPresent();
  }

  @Override
  public boolean cancel(String messageId) {
    return api.find(api.call(Method.DELETE, message(messageId))).isPresent();
  }

  @Override
  public QStashDeadLetters deadLetters() {
    return new HttpQStashDeadLetters(api);
  }

  @Override
  public QStashSchedules schedules() {
    return new HttpQStashSchedules(api);
  }

  @Override
  public QStashQueues queues() {
    return new HttpQStashQueues(api);
  }

  private static String message(String id) {
    return "messages/" + Ids.checked("id of a message", id);
  }

  private HttpCall.Builder call(QStashMessage message) {
    String path =
        message.queue().map(queue -> "enqueue/" + queue + "/").orElse("publish/")
            + message.destination();
    HttpCall.Builder call = api.call(Method.POST, path).idempotent(message.isDeduplicated());
    return withContent(call, message);
  }

  static HttpCall.Builder withContent(HttpCall.Builder call, QStashMessage message) {
    String type = message.headers().get("Content-Type");
    if (type != null) {
      call.body(type, message.body());
    }
    message.headers().forEach(call::header);
    return call;
  }

  /** One object for an address; for a group an array, or an object with one. */
  private static List<QStashReceipt> receipts(JsonValue answer, int status) {
    List<JsonValue> all = answer.isArray() ? answer.items() : answer.get("messages").items();
    List<JsonValue> messages = all.isEmpty() ? List.of(answer) : all;
    return messages.stream().map(message -> receipt(message, status)).toList();
  }

  private static QStashReceipt receipt(JsonValue message, int status) {
    String id = message.get("messageId").text().orElseThrow(() -> QStashApi.unexpected(status));
    @Nullable String url = message.get("url").text().orElse(null);
    return new QStashReceipt(id, message.get("deduplicated").isTrue(), url);
  }

  private QStashBatchItem item(JsonValue answer) {
    boolean refused = answer.get("error").text().isPresent();
    return refused
        ? new QStashBatchItem.Refused()
        : new QStashBatchItem.Accepted(receipts(answer, 200));
  }

  private static String batchJson(List<QStashMessage> messages) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartArray();
      for (QStashMessage message : messages) {
        json.writeStartObject();
        json.writeStringField("destination", message.destination());
        if (message.queue().isPresent()) {
          json.writeStringField("queue", message.queue().get());
        }
        json.writeObjectFieldStart("headers");
        for (Map.Entry<String, String> header : message.headers().entrySet()) {
          json.writeStringField(header.getKey(), header.getValue());
        }
        json.writeEndObject();
        json.writeStringField("body", utf8(message.body()));
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException("A text in memory can always be written", e);
    }
    return text.toString();
  }

  @SuppressWarnings("UnusedException") // The position says nothing to the caller.
  private static String utf8(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidArgumentException("A message of a batch must have a body in UTF-8");
    }
  }
}
