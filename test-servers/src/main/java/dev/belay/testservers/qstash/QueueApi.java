package dev.belay.testservers.qstash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Queues: make, list, pause, resume, remove. */
final class QueueApi {

  private final Mailroom mailroom;

  QueueApi(Mailroom mailroom) {
    this.mailroom = mailroom;
  }

  ApiAnswer answer(ApiRequest request) {
    synchronized (mailroom) {
      ApiAnswer answer = answer(request, request.segmentsAfter("/v2/queues"));
      mailroom.wake();
      return answer;
    }
  }

  private ApiAnswer answer(ApiRequest request, List<String> path) {
    Lanes lanes = mailroom.lanes();
    if (path.isEmpty()) {
      return request.method().equals("POST") ? put(request) : ApiAnswer.ok(all());
    }
    String name = path.get(0);
    if (path.size() == 2) {
      lanes.pause(name, path.get(1).equals("pause"), mailroom.now());
      return ApiAnswer.ok(Json.object());
    }
    if (request.method().equals("DELETE")) {
      lanes.remove(name);
      return ApiAnswer.ok(Json.object());
    }
    return ApiAnswer.ok(json(lanes.queue(name)));
  }

  private ApiAnswer put(ApiRequest request) {
    JsonNode wanted = Json.read(request.body());
    String name = wanted.path("queueName").asText();
    int parallelism = wanted.path("parallelism").asInt(1);
    if (!name.matches("[A-Za-z0-9._-]{1,256}") || parallelism < 1) {
      throw new ApiError(400, "invalid queue name or parallelism");
    }
    mailroom.lanes().put(name, parallelism, mailroom.now());
    return ApiAnswer.ok(Json.object());
  }

  private ArrayNode all() {
    ArrayNode all = Json.array();
    mailroom.lanes().all().forEach(queue -> all.add(json(queue)));
    return all;
  }

  private ObjectNode json(Lanes.Queue queue) {
    return queue.json(
        mailroom.pending().stream()
            .filter(message -> queue.name().equals(message.order().queue()))
            .count());
  }
}
