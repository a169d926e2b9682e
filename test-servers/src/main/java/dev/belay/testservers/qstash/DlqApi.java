package dev.belay.testservers.qstash;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The dead letter queue: list, look at one, publish again, remove. */
final class DlqApi {

  private static final String PREFIX = "/v2/dlq";
  private static final int LARGEST_PAGE = 100;

  private final Mailroom mailroom;

  DlqApi(Mailroom mailroom) {
    this.mailroom = mailroom;
  }

  ApiAnswer answer(ApiRequest request) {
    List<String> path = request.segmentsAfter(PREFIX);
    boolean one = !path.isEmpty();
    return switch (request.method()) {
      case "GET" -> one ? get(path.get(0)) : list(request);
      case "DELETE" -> one ? delete(path.get(0)) : deleteMany(request);
      default -> path.size() == 2 ? retry(path.get(1), request) : retryMany(request);
    };
  }

  private ApiAnswer get(String dlqId) {
    return mailroom.deadLetters().stream()
        .filter(letter -> letter.dlqId().equals(dlqId))
        .findFirst()
        .map(letter -> ApiAnswer.ok(letter.json()))
        .orElseThrow(() -> notFound(dlqId));
  }

  private ApiAnswer list(ApiRequest request) {
    List<DeadLetter> all = chosen(request);
    int from = request.parameter("cursor").map(DlqApi::number).orElse(0);
    int count = request.parameter("count").map(DlqApi::number).orElse(LARGEST_PAGE);
    int end = Math.min(all.size(), from + Math.min(count, LARGEST_PAGE));
    ObjectNode json = Json.object();
    ArrayNode messages = json.putArray("messages");
    all.subList(Math.min(from, end), end).forEach(letter -> messages.add(letter.json()));
    if (end < all.size()) {
      json.put("cursor", String.valueOf(end));
    }
    return ApiAnswer.ok(json);
  }

  private ApiAnswer delete(String dlqId) {
    if (mailroom.takeDeadLetter(dlqId).isEmpty()) {
      throw notFound(dlqId);
    }
    return ApiAnswer.ok(Json.object());
  }

  private ApiAnswer deleteMany(ApiRequest request) {
    long deleted =
        chosen(request).stream()
            .filter(letter -> mailroom.takeDeadLetter(letter.dlqId()).isPresent())
            .count();
    return ApiAnswer.ok(Json.object().put("deleted", deleted));
  }

  private ApiAnswer retry(String dlqId, ApiRequest request) {
    DeadLetter letter = mailroom.takeDeadLetter(dlqId).orElseThrow(() -> notFound(dlqId));
    return ApiAnswer.of(201, again(letter, request.control()));
  }

  private ApiAnswer retryMany(ApiRequest request) {
    ObjectNode json = Json.object();
    ArrayNode responses = json.putArray("responses");
    for (DeadLetter letter : chosen(request)) {
      mailroom
          .takeDeadLetter(letter.dlqId())
          .ifPresent(taken -> responses.add(again(taken, request.control())));
    }
    return ApiAnswer.of(201, json);
  }

  /** Published anew, now, with what the request sets anew. */
  private ObjectNode again(DeadLetter letter, Control changes) {
    Order old = letter.message().order();
    Map<String, String> control = new TreeMap<>(old.control().values());
    List.of("deduplication-id", "content-based-deduplication", "delay", "not-before")
        .forEach(control::remove);
    control.putAll(changes.values());
    Order order = Order.to(old.url(), old.contentType(), old.body(), new Control(control));
    Order queued = old.queue() == null ? order : order.inQueue(old.queue());
    return Json.object().put("messageId", mailroom.accept(queued).messageId());
  }

  private List<DeadLetter> chosen(ApiRequest request) {
    List<String> ids = request.parameters("dlqIds");
    List<String> labels = request.parameters("label");
    return mailroom.deadLetters().stream()
        .filter(letter -> ids.isEmpty() || ids.contains(letter.dlqId()))
        .filter(
            letter ->
                labels.isEmpty()
                    || letter.message().order().control().labels().stream()
                        .anyMatch(labels::contains))
        .toList();
  }

  private static int number(String text) {
    if (!text.matches("\\d{1,6}")) {
      throw new ApiError(400, "invalid count or cursor");
    }
    return Integer.parseInt(text);
  }

  private static ApiError notFound(String dlqId) {
    return new ApiError(404, "dlq message " + dlqId + " not found");
  }
}
