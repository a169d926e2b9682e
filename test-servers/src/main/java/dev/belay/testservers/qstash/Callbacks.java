package dev.belay.testservers.qstash;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The messages that tell of another message's attempt. */
final class Callbacks {

  private Callbacks() {}

  /** Told after every attempt. */
  static Optional<Order> afterAttempt(Message message, Attempt attempt) {
    return message.order().callback().map(url -> order(url, "callback", message, attempt));
  }

  /** Told once, when the message is given up. */
  static Optional<Order> afterFailure(Message message, Attempt attempt) {
    return message
        .order()
        .failureCallback()
        .map(url -> order(url, "failure-callback", message, attempt));
  }

  private static Order order(String url, String kind, Message message, Attempt attempt) {
    ObjectNode json =
        Json.object()
            .put("status", attempt.status())
            .put("body", attempt.body().base64())
            .put("retried", message.retried())
            .put("maxRetries", message.order().maxRetries())
            .put("sourceMessageId", message.id())
            .put("url", message.order().url())
            .put("method", message.order().method())
            .put("sourceBody", message.order().body().base64())
            .put("createdAt", message.json().get("createdAt").asLong())
            .put("callerIP", "127.0.0.1");
    json.set("header", Json.headers(attempt.headers()));
    json.set("sourceHeader", message.json().get("header"));
    if (message.order().topic() != null) {
      json.put("topicName", message.order().topic());
    }
    if (message.order().scheduleId() != null) {
      json.put("scheduleId", message.order().scheduleId());
    }
    return Order.to(
        url,
        "application/json",
        Bytes.of(Json.write(json)),
        message.order().control().ofCallback(kind));
  }
}
