package dev.belay.testservers.qstash;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;

/** A message that was given up, with its last answer. */
record DeadLetter(String dlqId, Message message, Attempt last) {

  static DeadLetter of(Message message, Attempt last) {
    return new DeadLetter("dlq_" + UUID.randomUUID().toString().replace("-", ""), message, last);
  }

  ObjectNode json() {
    ObjectNode json =
        message
            .json()
            .put("dlqId", dlqId)
            .put("responseStatus", last.status())
            .put("responseBody", last.body().text());
    json.set("responseHeader", Json.headers(last.headers()));
    return json;
  }
}
