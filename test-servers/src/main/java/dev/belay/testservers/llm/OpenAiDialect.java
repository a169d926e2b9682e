package dev.belay.testservers.llm;

/** Errors of {@code api.openai.com}: {@code {"error":{message,type,param,code}}}. */
final class OpenAiDialect implements Dialect {

  @Override
  public Reply missingKey() {
    return error(401, "You didn't provide an API key.", "null");
  }

  @Override
  public Reply wrongKey(String key) {
    return error(
        401,
        "Incorrect API key provided: " + Dialect.fragment(key, 8, 4) + ".",
        "\"invalid_api_key\"");
  }

  @Override
  public Reply unknownModel(String model) {
    return error(
        404,
        "The model `" + model + "` does not exist or you do not have access to it.",
        "\"model_not_found\"");
  }

  @Override
  public Reply badRequest(String reason) {
    return error(400, reason, "null");
  }

  @Override
  public Reply unknownRoute(String route) {
    return error(404, "Invalid URL (" + route + ")", "null");
  }

  private static Reply error(int status, String message, String code) {
    return Reply.json(
        status,
        "{\"error\":{\"message\":%s,\"type\":\"invalid_request_error\",\"param\":null,\"code\":%s}}"
            .formatted(Json.quote(message), code));
  }
}
