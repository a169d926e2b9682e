package dev.belay.testservers.llm;

/** Errors of {@code openrouter.ai}: {@code {"error":{code,message}}} with the status as code. */
final class OpenRouterDialect implements Dialect {

  @Override
  public Reply missingKey() {
    return error(401, "No auth credentials found");
  }

  @Override
  public Reply wrongKey(String key) {
    return error(401, "User not found.");
  }

  @Override
  public Reply unknownModel(String model) {
    return error(404, "No endpoints found for " + model + ".");
  }

  @Override
  public Reply badRequest(String reason) {
    return error(400, reason);
  }

  @Override
  public Reply unknownRoute(String route) {
    return error(404, "Not Found");
  }

  private static Reply error(int status, String message) {
    return Reply.json(
        status, "{\"error\":{\"code\":%d,\"message\":%s}}".formatted(status, Json.quote(message)));
  }
}
