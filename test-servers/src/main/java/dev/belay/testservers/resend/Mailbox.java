package dev.belay.testservers.resend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was taken, and under which idempotency keys. Safe for many threads. */
final class Mailbox {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MOST_RECIPIENTS = 50;
  private static final int LARGEST_BATCH = 100;
  private static final int LONGEST_KEY = 256;

  private final List<ResendEmail> emails = new ArrayList<>();
  private final Map<String, Answered> answered = new HashMap<>();

  synchronized List<ResendEmail> emails() {
    return List.copyOf(emails);
  }

  /** Sends, unless the same request was made under the same key. */
  synchronized JsonNode take(String body, boolean batch, @Nullable String key) {
    if (key != null && (key.isEmpty() || key.length() > LONGEST_KEY)) {
      throw new ResendError(400, "invalid_idempotency_key");
    }
    Answered before = answered.get(key);
    if (before != null) {
      if (!before.body().equals(body)) {
        throw new ResendError(409, "invalid_idempotent_request");
      }
      return before.answer();
    }
    JsonNode answer = batch ? takeBatch(read(body)) : takeOne(read(body));
    if (key != null) {
      answered.put(key, new Answered(body, answer));
    }
    return answer;
  }

  private JsonNode takeBatch(JsonNode items) {
    if (!items.isArray() || items.isEmpty() || items.size() > LARGEST_BATCH) {
      throw new ResendError(422, "invalid_parameter");
    }
    List<ResendEmail> all = new ArrayList<>();
    items.forEach(item -> all.add(email(item)));
    emails.addAll(all);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode data = answer.putArray("data");
    all.forEach(email -> data.add(id(email)));
    return answer;
  }

  private JsonNode takeOne(JsonNode item) {
    ResendEmail email = email(item);
    emails.add(email);
    return id(email);
  }

  private static ObjectNode id(ResendEmail email) {
    return JsonNodeFactory.instance.objectNode().put("id", email.id());
  }

  private static ResendEmail email(JsonNode item) {
    List<String> to = new ArrayList<>();
    JsonNode recipients = item.path("to");
    if (recipients.isTextual()) {
      to.add(recipients.asText());
    }
    recipients.forEach(recipient -> to.add(recipient.asText()));
    String text = item.path("text").asText("");
    String html = item.path("html").asText("");
    boolean incomplete =
        to.isEmpty()
            || !item.path("from").isTextual()
            || !item.path("subject").isTextual()
            || (text.isEmpty() && html.isEmpty());
    if (incomplete) {
      throw new ResendError(422, "missing_required_field");
    }
    boolean malformed =
        to.size() > MOST_RECIPIENTS
            || !to.stream().allMatch(address -> address.matches("[^@\\s]+@[^@\\s]+"))
            || !item.path("from").asText().matches("[^@]*<?[^@\\s<>]+@[^@\\s<>]+>?");
    if (malformed) {
      throw new ResendError(422, "validation_error");
    }
    return new ResendEmail(
        UUID.randomUUID().toString(),
        item.path("from").asText(),
        to,
        item.path("subject").asText(),
        text,
        html);
  }

  @SuppressWarnings("UnusedException") // Its message repeats the body.
  private static JsonNode read(String body) {
    try {
      return MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw new ResendError(400, "validation_error");
    }
  }

  private record Answered(String body, JsonNode answer) {}
}
