package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Broadcasts by HTTP (supabase/realtime, {@code batch_broadcast.ex}, {@code single_broadcast.ex}).
 */
final class HttpBroadcasts {

  private static final String TOO_LARGE = "Payload size exceeds tenant limit";

  private final Project project;

  HttpBroadcasts(Project project) {
    this.project = project;
  }

  /**
   * Many at once, each of which names its topic. Those to private topics to which the caller may
   * not send are dropped, and nobody is told.
   */
  HttpReply batch(Caller caller, byte[] body) {
    JsonNode messages = Json.read(body).map(all -> all.path("messages")).orElse(Message.object());
    if (!messages.isArray() || messages.isEmpty()) {
      ObjectNode errors = Message.object();
      errors.withObjectProperty("errors").putArray("messages").add("can't be blank");
      return HttpReply.json(422, errors);
    }
    ArrayNode wrong = Message.object().arrayNode();
    messages.forEach(message -> wrong.add(errors(message)));
    if (!wrong.valueStream().allMatch(JsonNode::isEmpty)) {
      ObjectNode errors = Message.object();
      errors.withObjectProperty("errors").set("messages", wrong);
      return HttpReply.json(422, errors);
    }
    if (!project.traffic().allowsMessages(messages.size())) {
      return HttpReply.message(429, "Too many messages to broadcast, please reduce the batch size");
    }
    publish(caller, messages);
    return HttpReply.empty(202);
  }

  private void publish(Caller caller, JsonNode messages) {
    Map<String, Boolean> allowed = new HashMap<>();
    for (JsonNode message : messages) {
      String name = message.path("topic").asText();
      boolean isPrivate = message.path("private").asBoolean();
      if (!isPrivate || allowed.computeIfAbsent(name, topic -> mayWrite(caller, topic))) {
        Broadcast broadcast =
            JsonBroadcast.of(message.path("event").asText(), message.path("payload"));
        project.hub().publish(new TopicKey(isPrivate, name), broadcast, null);
      }
    }
  }

  /** One, whose topic and event stand in the address. */
  HttpReply single(
      Caller caller, TopicKey topic, String event, @Nullable String type, byte[] body) {
    Optional<Broadcast> broadcast = broadcast(event, type, body);
    if (broadcast.isEmpty()) {
      return isJson(type)
          ? invalid("is invalid")
          : HttpReply.message(415, "Unsupported Media Type");
    }
    if (body.length > project.settings().limits().payloadBytes()) {
      return invalid(TOO_LARGE);
    }
    if (!project.traffic().allowsMessages(1)) {
      return HttpReply.message(429, "You have exceeded your rate limit");
    }
    try {
      if (topic.isPrivate()
          && !project.authorization().mayWrite(caller, topic.name(), "broadcast")) {
        return HttpReply.message(403, "Unauthorized");
      }
    } catch (RefusedException e) {
      return HttpReply.message(422, e.text());
    }
    project.hub().publish(topic, broadcast.get(), null);
    return HttpReply.empty(202);
  }

  private static HttpReply invalid(String error) {
    ObjectNode errors = Message.object();
    errors.withObjectProperty("errors").putArray("payload").add(error);
    return HttpReply.json(422, errors);
  }

  private static Optional<Broadcast> broadcast(String event, @Nullable String type, byte[] body) {
    if (isJson(type)) {
      return Json.read(body)
          .filter(JsonNode::isObject)
          .map(payload -> UserBroadcast.of(event, true, body));
    }
    return type != null && type.startsWith("application/octet-stream")
        ? Optional.of(UserBroadcast.of(event, false, body))
        : Optional.empty();
  }

  private static boolean isJson(@Nullable String type) {
    return type != null && type.startsWith("application/json");
  }

  private boolean mayWrite(Caller caller, String topic) {
    try {
      return project.authorization().mayWrite(caller, topic, "broadcast");
    } catch (RefusedException e) {
      return false;
    }
  }

  private ObjectNode errors(JsonNode message) {
    ObjectNode errors = Message.object();
    for (String field : new String[] {"topic", "event"}) {
      if (message.path(field).asText("").isEmpty()) {
        errors.putArray(field).add("can't be blank");
      }
    }
    JsonNode payload = message.path("payload");
    if (payload.isMissingNode() || payload.isNull()) {
      errors.putArray("payload").add("can't be blank");
    } else if (!payload.isObject()) {
      errors.putArray("payload").add("is invalid");
    } else if (size(payload) > project.settings().limits().payloadBytes()) {
      errors.putArray("payload").add(TOO_LARGE);
    }
    return errors;
  }

  private static int size(JsonNode payload) {
    return payload.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
