package dev.belay.testservers.qstash;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A message that is to be delivered, and how far it is. Guarded by the {@link Mailroom}. */
final class Message {

  private final String id = "msg_" + UUID.randomUUID().toString().replace("-", "");
  private final Order order;
  private final Instant createdAt;
  private final long number;
  private Instant due;
  private int retried;
  private boolean underWay;
  private boolean cancelled;

  Message(Order order, Instant now, long number) {
    this.order = order;
    this.createdAt = now;
    this.number = number;
    this.due = order.due(now);
  }

  String id() {
    return id;
  }

  Order order() {
    return order;
  }

  /** Its place among all messages, by when it came. */
  long number() {
    return number;
  }

  Instant due() {
    return due;
  }

  int retried() {
    return retried;
  }

  boolean isUnderWay() {
    return underWay;
  }

  void begin() {
    underWay = true;
  }

  void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }

  boolean hasRetries() {
    return retried < order.maxRetries();
  }

  void retryAt(Instant moment) {
    retried++;
    due = moment;
    underWay = false;
  }

  ObjectNode json() {
    ObjectNode json =
        Json.object()
            .put("messageId", id)
            .put("url", order.url())
            .put("method", order.method())
            .put("maxRetries", order.maxRetries())
            .put("createdAt", createdAt.toEpochMilli())
            .put("notBefore", due.toEpochMilli())
            .put("callerIP", "127.0.0.1");
    json.set(
        "header",
        Json.headers(
            order.control().forwarded().entrySet().stream()
                .collect(
                    Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> List.of(entry.getValue()),
                        (first, second) -> second,
                        TreeMap::new))));
    putBody(json);
    order.callback().ifPresent(url -> json.put("callback", url));
    order.failureCallback().ifPresent(url -> json.put("failureCallback", url));
    if (!order.control().labels().isEmpty()) {
      json.put("label", String.join(",", order.control().labels()));
    }
    put(json, "queueName", order.queue());
    put(json, "topicName", order.topic());
    put(json, "scheduleId", order.scheduleId());
    order.control().text("flow-control-key").ifPresent(key -> json.put("flowControlKey", key));
    return json;
  }

  private void putBody(ObjectNode json) {
    if (order.body().isText()) {
      json.put("body", order.body().text());
    } else {
      json.put("bodyBase64", order.body().base64());
    }
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
