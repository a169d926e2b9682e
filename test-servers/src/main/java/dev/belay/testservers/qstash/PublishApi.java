package dev.belay.testservers.qstash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Publish, enqueue, batch. */
final class PublishApi {

  private final Mailroom mailroom;
  private final Topics topics;
  private final boolean wrapsGroups;

  /**
   * Publishes to a mailroom.
   *
   * @param wrapsGroups whether the answer for a group is an object with the messages, as the
   *     OpenAPI file has it, or the bare array of the official client
   */
  PublishApi(Mailroom mailroom, Topics topics, boolean wrapsGroups) {
    this.mailroom = mailroom;
    this.topics = topics;
    this.wrapsGroups = wrapsGroups;
  }

  ApiAnswer publish(ApiRequest request) {
    return publish(request, request.destinationAfter("/v2/publish/"), null);
  }

  ApiAnswer enqueue(ApiRequest request) {
    String rest = request.destinationAfter("/v2/enqueue/");
    int slash = rest.indexOf('/');
    if (slash < 1) {
      throw new ApiError(400, "a queue and a destination are required");
    }
    return publish(request, rest.substring(slash + 1), rest.substring(0, slash));
  }

  private ApiAnswer publish(ApiRequest request, String destination, @Nullable String queue) {
    String type = request.header("Content-Type").orElse(null);
    JsonNode answer = send(destination, type, request.body(), request.control(), queue);
    boolean duplicate = answer.path("deduplicated").asBoolean();
    return ApiAnswer.of(duplicate ? 202 : 200, answer);
  }

  ApiAnswer batch(ApiRequest request) {
    ArrayNode answers = Json.array();
    JsonNode items = Json.read(request.body());
    if (!items.isArray()) {
      throw new ApiError(400, "a batch must be an array");
    }
    items.forEach(item -> answers.add(one(item)));
    return ApiAnswer.ok(answers);
  }

  /** A message that is refused does not keep the others back. */
  private JsonNode one(JsonNode item) {
    try {
      Map<String, String> headers = new LinkedHashMap<>();
      item.path("headers")
          .properties()
          .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
      String type =
          headers.entrySet().stream()
              .filter(header -> header.getKey().equalsIgnoreCase("Content-Type"))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse(null);
      return send(
          item.path("destination").asText(),
          type,
          Bytes.of(item.path("body").asText("")),
          Control.of(headers),
          item.path("queue").isTextual() ? item.path("queue").asText() : null);
    } catch (ApiError refused) {
      return Json.object().put("error", refused.getMessage());
    }
  }

  private JsonNode send(
      String destination,
      @Nullable String type,
      Bytes body,
      Control control,
      @Nullable String queue) {
    Order order = Order.to(destination, type, body, control);
    if (queue != null) {
      ensure(queue);
      order = order.inQueue(queue);
    }
    if (Order.isUrl(destination)) {
      return accepted(order);
    }
    ArrayNode sent = Json.array();
    for (String endpoint : topics.endpoints(destination)) {
      sent.add(accepted(order.ofTopic(destination, endpoint)).put("url", endpoint));
    }
    return wrapsGroups ? Json.object().set("messages", sent) : sent;
  }

  /** A queue that nobody made is made by its first message. */
  private void ensure(String queue) {
    synchronized (mailroom) {
      if (mailroom.lanes().all().stream().noneMatch(known -> known.name().equals(queue))) {
        mailroom.lanes().put(queue, 1, mailroom.now());
      }
    }
  }

  private ObjectNode accepted(Order order) {
    Mailroom.Accepted accepted = mailroom.accept(order);
    ObjectNode json = Json.object().put("messageId", accepted.messageId());
    return accepted.deduplicated() ? json.put("deduplicated", true) : json;
  }
}
