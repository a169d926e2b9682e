package dev.belay.testservers.qstash;

import java.util.Map;

/** An answer of the API that is not a success. */
final class ApiError extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final transient Map<String, String> headers;

  ApiError(int status, String message) {
    this(status, message, Map.of());
  }

  ApiError(int status, String message, Map<String, String> headers) {
    super(message);
    this.status = status;
    this.headers = headers;
  }

  int status() {
    return status;
  }

  ApiAnswer answer() {
    String text = String.valueOf(getMessage());
    return new ApiAnswer(status, headers, Json.object().put("error", text));
  }
}
