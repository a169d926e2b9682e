package dev.belay.testservers.llm;

/** Errors of {@code api.anthropic.com}: {@code {"type":"error","error":{type,message}}}. */
final class AnthropicDialect implements Dialect {

  @Override
  public Reply missingKey() {
    return error(401, "authentication_error", "x-api-key header is required");
  }

  @Override
  public Reply wrongKey(String key) {
    return error(401, "authentication_error", "invalid x-api-key");
  }

  @Override
  public Reply unknownModel(String model) {
    return error(404, "not_found_error", "model: " + model);
  }

  @Override
  public Reply badRequest(String reason) {
    return error(400, "invalid_request_error", reason);
  }

  @Override
  public Reply unknownRoute(String route) {
    return error(404, "not_found_error", "Not Found");
  }

  private static Reply error(int status, String type, String message) {
    return Reply.json(
        status,
        "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":%s},\"request_id\":\"req_1\"}"
            .formatted(type, Json.quote(message)));
  }
}
