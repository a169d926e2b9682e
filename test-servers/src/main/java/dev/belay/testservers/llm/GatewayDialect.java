package dev.belay.testservers.llm;

/** Errors of {@code ai-gateway.vercel.sh}: {@code {"error":{message,type,param}}}. */
final class GatewayDialect implements Dialect {

  @Override
  public Reply missingKey() {
    return error(401, "authentication_error", "No authentication was provided.");
  }

  @Override
  public Reply wrongKey(String key) {
    return error(
        401, "authentication_error", "Invalid API key: " + Dialect.fragment(key, 4, 4) + ".");
  }

  @Override
  public Reply unknownModel(String model) {
    return error(404, "model_not_found", "Model '" + model + "' not found.");
  }

  @Override
  public Reply badRequest(String reason) {
    return error(400, "invalid_request_error", reason);
  }

  @Override
  public Reply unknownRoute(String route) {
    return error(404, "invalid_request_error", "Not found: " + route);
  }

  private static Reply error(int status, String type, String message) {
    return Reply.json(
        status,
        "{\"error\":{\"message\":%s,\"type\":\"%s\",\"param\":null},\"generationId\":\"gen_1\"}"
            .formatted(Json.quote(message), type));
  }
}
