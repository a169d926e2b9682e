package dev.belay.testservers.postgrest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a statement as JSON, and what its function said about the answer.
 *
 * @param list all rows, an array
 * @param first the first row, or {@code null} as JSON has it
 */
record RestResult(
    long count, String list, String first, @Nullable String status, @Nullable String headers) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static RestResult of(ResultSet row) throws SQLException {
    return new RestResult(
        row.getLong("count"),
        row.getString("list"),
        row.getString("first"),
        row.getString("status"),
        row.getString("headers"));
  }

  String range() {
    return count == 0 ? "*/*" : "0-" + (count - 1) + "/*";
  }

  /** The status that the function set, or the usual one. */
  int statusOr(int usual) {
    if (status != null && !status.matches("[1-9]\\d{2}")) {
      throw RestFailure.of(500, "PGRST112", "response.status guc must be a valid status code");
    }
    return status == null ? usual : Integer.parseInt(status);
  }

  /** The headers that the function set, an array of objects with one member each. */
  Map<String, List<String>> ownHeaders() {
    Map<String, List<String>> found = new LinkedHashMap<>();
    try {
      JsonNode own = JSON.readTree(headers == null ? "[]" : headers);
      for (JsonNode header : own) {
        header
            .properties()
            .forEach(entry -> found.put(entry.getKey(), List.of(entry.getValue().textValue())));
      }
      return found;
    } catch (JsonProcessingException e) {
      throw RestFailure.of(
          500,
          "PGRST111",
          "response.headers guc must be a JSON array composed of objects with a single key and a"
              + " string value");
    }
  }
}
