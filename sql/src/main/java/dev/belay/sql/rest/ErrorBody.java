package dev.belay.sql.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.belay.support.http.HttpReply;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The two fields of a PostgREST error that are looked at: its code, and its message, which is never
 * shown unless it is one of our own.
 *
 * <p>Anything else, such as a gateway's error page, has neither.
 */
final class ErrorBody {

  private static final JsonFactory JSON = new JsonFactory();
  private static final ErrorBody NOTHING = new ErrorBody(Map.of());
  private static final Pattern OWN_CODE = Pattern.compile("PGRST[0-9A-Z]{1,10}");
  private static final Pattern SQL_STATE = Pattern.compile("[0-9A-Z]{5}");

  private final Map<String, String> fields;

  private ErrorBody(Map<String, String> fields) {
    this.fields = fields;
  }

  static ErrorBody of(HttpReply reply) {
    return MediaTypes.isJson(reply) ? read(reply.body()) : NOTHING;
  }

  /** PostgREST's own code, such as {@code PGRST202}. */
  Optional<String> postgrestCode() {
    return code(OWN_CODE);
  }

  /** The SQLSTATE that the database gave. */
  Optional<String> sqlState() {
    return code(SQL_STATE);
  }

  /** The message, or an empty text. */
  String message() {
    return fields.getOrDefault("message", "");
  }

  private Optional<String> code(Pattern form) {
    return Optional.ofNullable(fields.get("code")).filter(code -> form.matcher(code).matches());
  }

  /** Nothing unless the bytes are one whole JSON object. */
  @SuppressWarnings("UnusedException") // its message repeats what it could not read
  private static ErrorBody read(byte[] json) {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return NOTHING;
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        String text = Cell.read(parser).string();
        if (text != null) {
          fields.put(name, text);
        }
      }
      return parser.nextToken() == null ? new ErrorBody(fields) : NOTHING;
    } catch (IOException malformed) {
      return NOTHING;
    }
  }
}
