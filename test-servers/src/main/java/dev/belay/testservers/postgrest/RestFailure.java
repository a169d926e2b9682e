package dev.belay.testservers.postgrest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that ends with one of PostgREST's error bodies. */
final class RestFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int status;
  private final transient Map<String, @Nullable String> body = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  RestFailure(
      int status, String code, String message, @Nullable String details, @Nullable String hint) {
    super(code, null, false, false);
    this.status = status;
    body.put("code", code);
    body.put("details", details);
    body.put("hint", hint);
    body.put("message", message);
    if (status == 401) {
      headers.put("WWW-Authenticate", "Bearer");
    } else if (status == 503) {
      headers.put("Retry-After", "0");
    }
  }

  static RestFailure of(int status, String code, String message) {
    return new RestFailure(status, code, message, null, null);
  }

  RestFailure withHeader(String name, String value) {
    headers.put(name, value);
    return this;
  }

  HttpAnswer answer() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    all.put("Content-Type", List.of("application/json; charset=utf-8"));
    headers.forEach((name, value) -> all.put(name, List.of(value)));
    try {
      String json = JSON.writeValueAsString(body);
      return new HttpAnswer(status, all, json.getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts have a form in JSON", e);
    }
  }
}
