package dev.belay.testservers.postgrest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What becomes of a statement's error: the table of PostgREST 12.0.2. Later versions answer a few
 * states otherwise (21000, 42P17, 53400, 54).
 */
final class SqlStateAnswer {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<String, Integer> STATES =
      Map.of(
          "23503", 409, "23505", 409, "25006", 405, "42883", 404, "42P01", 404, "57P01", 503,
          "P0001", 400);

  private static final Map<String, Integer> CLASSES =
      Map.ofEntries(
          Map.entry("08", 503),
          Map.entry("09", 500),
          Map.entry("0L", 403),
          Map.entry("0P", 403),
          Map.entry("25", 500),
          Map.entry("28", 403),
          Map.entry("2D", 500),
          Map.entry("38", 500),
          Map.entry("39", 500),
          Map.entry("3B", 500),
          Map.entry("40", 500),
          Map.entry("53", 503),
          Map.entry("54", 413),
          Map.entry("55", 500),
          Map.entry("57", 500),
          Map.entry("58", 500),
          Map.entry("F0", 500),
          Map.entry("HV", 500),
          Map.entry("P0", 500),
          Map.entry("XX", 500));

  private SqlStateAnswer() {}

  static RestFailure failure(SQLException exception, boolean anonymous) {
    ServerErrorMessage error =
        exception instanceof PSQLException server ? server.getServerErrorMessage() : null;
    if (error == null || error.getSQLState() == null) {
      return RestFailure.of(503, "PGRST001", "Database client error. Retrying the connection.");
    }
    String state = error.getSQLState();
    String message = String.valueOf(error.getMessage());
    return state.equals("PGRST")
        ? inFull(message, error.getDetail())
        : new RestFailure(
            status(state, anonymous), state, message, error.getDetail(), error.getHint());
  }

  private static int status(String state, boolean anonymous) {
    if (state.equals("42501")) {
      return anonymous ? 401 : 403;
    }
    if (state.startsWith("PT")) {
      return state.matches("PT\\d{3}") ? Integer.parseInt(state.substring(2)) : 500;
    }
    return STATES.getOrDefault(state, CLASSES.getOrDefault(state.substring(0, 2), 400));
  }

  /** A function can say the whole of the answer in JSON. */
  private static RestFailure inFull(String message, @Nullable String detail) {
    try {
      JsonNode body = JSON.readTree(message);
      JsonNode answer = JSON.readTree(String.valueOf(detail));
      RestFailure failure =
          new RestFailure(
              answer.required("status").intValue(),
              body.required("code").textValue(),
              body.required("message").textValue(),
              body.path("details").textValue(),
              body.path("hint").textValue());
      answer
          .required("headers")
          .properties()
          .forEach(header -> failure.withHeader(header.getKey(), header.getValue().textValue()));
      return failure;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return RestFailure.of(
          500, "PGRST121", "The message and detail field of RAISE 'PGRST' error expects JSON");
    }
  }
}
