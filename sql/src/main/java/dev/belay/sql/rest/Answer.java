package dev.belay.sql.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.belay.sql.RpcRow;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.http.HttpReply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a function returned: nothing (204), a JSON value, an object, or an array of either
 * (PostgREST, "Functions as RPC").
 *
 * <p>The text is read to its end, since half of it proves nothing.
 */
final class Answer {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int NO_CONTENT = 204;

  private final String function;
  private final HttpReply reply;

  Answer(String function, HttpReply reply) {
    this.function = function;
    this.reply = reply;
  }

  <T> Optional<T> scalar(ColumnType<T> type) {
    if (reply.status() == NO_CONTENT) {
      return Optional.empty();
    }
    return PostgrestRpcRow.read("The value of " + function, read(this::only), type);
  }

  <T> List<T> rows(RpcRow.Mapper<T> mapper) {
    if (reply.status() == NO_CONTENT) {
      throw notRows();
    }
    return read(parser -> rows(parser, mapper));
  }

  /** A function that returns a set, and returned an empty one, returned no value. */
  private Cell only(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      return single(parser);
    }
    if (parser.nextToken() == JsonToken.END_ARRAY) {
      return Cell.NULL;
    }
    Cell first = single(parser);
    if (parser.nextToken() != JsonToken.END_ARRAY) {
      throw new ConfigurationException(function + " returned more than one row");
    }
    return first;
  }

  private Cell single(JsonParser parser) throws IOException {
    Cell cell = Cell.read(parser);
    if (cell.isStructure()) {
      throw new ConfigurationException(function + " does not return one value");
    }
    return cell;
  }

  private <T> List<T> rows(JsonParser parser, RpcRow.Mapper<T> mapper) throws IOException {
    List<T> values = new ArrayList<>();
    JsonToken first = parser.currentToken();
    if (first == JsonToken.START_OBJECT) {
      values.add(mapper.map(row(parser)));
    } else if (first == JsonToken.START_ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        values.add(mapper.map(row(parser)));
      }
    } else {
      throw notRows();
    }
    return List.copyOf(values);
  }

  private RpcRow row(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw notRows();
    }
    Map<String, Cell> columns = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String column = parser.currentName();
      parser.nextToken();
      columns.put(column, Cell.read(parser));
    }
    return new PostgrestRpcRow(function, columns);
  }

  private ConfigurationException notRows() {
    return new ConfigurationException(
        function + " does not return rows: install the schema of this version");
  }

  @SuppressWarnings("UnusedException") // its message repeats what it could not read
  private <T> T read(Reading<T> reading) {
    if (!MediaTypes.isJson(reply)) {
      throw unreadable();
    }
    try (JsonParser parser = JSON.createParser(reply.body())) {
      if (parser.nextToken() == null) {
        throw unreadable();
      }
      T value = reading.read(parser);
      if (parser.nextToken() != null) {
        throw unreadable();
      }
      return value;
    } catch (IOException malformed) {
      throw unreadable();
    }
  }

  /** The function has run by now, so this must not look like a fault that passes. */
  private BackendUnavailableException unreadable() {
    return new BackendUnavailableException(
        "The answer to " + function + " is not the whole JSON text that PostgREST sends",
        BackendFault.ofHttp(reply.status(), null, null),
        false);
  }

  /** Makes a value of the whole answer, at whose first token the parser stands. */
  @FunctionalInterface
  private interface Reading<T> {
    T read(JsonParser parser) throws IOException;
  }
}
