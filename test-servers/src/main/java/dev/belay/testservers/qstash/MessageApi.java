package dev.belay.testservers.qstash;

import java.util.List;

/** Messages that are not delivered yet: look at one, cancel one, several or all. */
final class MessageApi {

  private static final String PREFIX = "/v2/messages";

  private final Mailroom mailroom;

  MessageApi(Mailroom mailroom) {
    this.mailroom = mailroom;
  }

  ApiAnswer answer(ApiRequest request) {
    List<String> path = request.segmentsAfter(PREFIX);
    if (request.method().equals("DELETE")) {
      return path.isEmpty() ? cancelMany(request) : cancel(path.get(0));
    }
    if (path.isEmpty()) {
      throw new ApiError(405, "method not allowed");
    }
    return mailroom
        .find(path.get(0))
        .map(message -> ApiAnswer.ok(message.json()))
        .orElseThrow(() -> notFound(path.get(0)));
  }

  private ApiAnswer cancel(String id) {
    if (!mailroom.cancel(id)) {
      throw notFound(id);
    }
    return ApiAnswer.ok(Json.object().put("cancelled", 1));
  }

  /** Without a filter: all. That is why an empty id is dangerous. */
  private ApiAnswer cancelMany(ApiRequest request) {
    List<String> wanted = request.parameters("messageIds");
    long cancelled =
        mailroom.pending().stream()
            .map(Message::id)
            .filter(id -> wanted.isEmpty() || wanted.contains(id))
            .filter(mailroom::cancel)
            .count();
    return ApiAnswer.ok(Json.object().put("cancelled", cancelled));
  }

  private static ApiError notFound(String id) {
    return new ApiError(404, "message " + id + " not found");
  }
}
