package dev.belay.testservers.llm;

/** Errors of {@code api.x.ai}: {@code {code,error}}, and 400 for a wrong key. */
final class XaiDialect implements Dialect {

  @Override
  public Reply missingKey() {
    return error(401, "Unauthenticated", "No API key was provided.");
  }

  @Override
  public Reply wrongKey(String key) {
    return error(
        400,
        "Client specified an invalid argument",
        "Incorrect API key provided: " + Dialect.fragment(key, 2, 2) + ".");
  }

  @Override
  public Reply unknownModel(String model) {
    return error(
        404, "Some requested entity was not found", "The model " + model + " does not exist.");
  }

  @Override
  public Reply badRequest(String reason) {
    return error(400, "Client specified an invalid argument", reason);
  }

  @Override
  public Reply unknownRoute(String route) {
    return error(404, "Some requested entity was not found", "Not found: " + route);
  }

  private static Reply error(int status, String code, String message) {
    return Reply.json(
        status, "{\"code\":\"%s\",\"error\":%s}".formatted(code, Json.quote(message)));
  }
}
