package dev.belay.sql.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One value of an answer, not yet read as a type. An object or array is known as such only. */
record Cell(JsonToken kind, String text) {

  static final Cell NULL = new Cell(JsonToken.VALUE_NULL, "");

  /** Reads the value at which the parser stands, to its end. */
  static Cell read(JsonParser parser) throws IOException {
    JsonToken kind = parser.currentToken();
    if (kind.isStructStart()) {
      parser.skipChildren();
      return new Cell(kind, "");
    }
    return new Cell(kind, parser.getText());
  }

  boolean isNull() {
    return kind == JsonToken.VALUE_NULL;
  }

  boolean isStructure() {
    return kind.isStructStart();
  }

  /** The text of a JSON string, or null where the value is of another kind. */
  @Nullable String string() {
    return kind == JsonToken.VALUE_STRING ? text : null;
  }

  /** Does not show the value. */
  @Override
  public String toString() {
    return kind.name();
  }
}
