package dev.belay.webhook.qstash;

import dev.belay.support.http.HttpCall.Method;
import dev.belay.webhook.internal.JsonValue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The dead letter queue over HTTP. */
final class HttpQStashDeadLetters implements QStashDeadLetters {

  private static final int LARGEST_ANSWER = 1 << 25;
  private static final String LIST = "dlq?count=100";

  private final QStashApi api;

  HttpQStashDeadLetters(QStashApi api) {
    this.api = api;
  }

  @Override
  public Page list() {
    return page(LIST);
  }

  @Override
  public Page listFrom(String cursor) {
    return page(LIST + "&cursor=" + encoded(cursor));
  }

  @Override
  public Page listLabelled(String label) {
    return page(LIST + "&label=" + encoded(label));
  }

  @Override
  public Optional<String> retry(String dlqId) {
    String path = "dlq/retry/" + Ids.checked("id of a dead letter", dlqId);
    return api.find(api.call(Method.POST, path))
        .map(reply -> messageId(QStashApi.read(reply), reply.status()));
  }

  @Override
  public boolean delete(String dlqId) {
    String path = "dlq/" + Ids.checked("id of a dead letter", dlqId);
    return api.find(api.call(Method.DELETE, path)).isPresent();
  }

  private Page page(String path) {
    JsonValue answer = api.json(api.call(Method.GET, path).responseLimit(LARGEST_ANSWER));
    List<QStashDeadLetter> letters =
        answer.get("messages").items().stream().map(HttpQStashDeadLetters::letter).toList();
    return new Page(letters, answer.get("cursor").text().filter(c -> !c.isEmpty()).orElse(null));
  }

  private static QStashDeadLetter letter(JsonValue json) {
    return new QStashDeadLetter(
        json.get("dlqId").text().orElseThrow(() -> QStashApi.unexpected(200)),
        messageId(json, 200),
        json.get("url").text().orElse(""),
        json.get("responseStatus").number().map(Long::intValue).orElse(0),
        Instant.ofEpochMilli(json.get("createdAt").number().orElse(0L)),
        json.get("label").text().map(label -> List.of(label.split(",", -1))).orElse(List.of()));
  }

  /** Alone, or in a list of one. */
  private static String messageId(JsonValue json, int status) {
    List<JsonValue> several = json.get("responses").items();
    JsonValue one = several.isEmpty() ? json : several.get(0);
    return one.get("messageId").text().orElseThrow(() -> QStashApi.unexpected(status));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
