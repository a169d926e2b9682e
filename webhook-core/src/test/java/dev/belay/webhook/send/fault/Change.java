package dev.belay.webhook.send.fault;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One change of one row, as no other change is. */
record Change(String operation, long id, int version) {

  private static final JsonFactory JSON = new JsonFactory();

  /** Reads it from what a receiver gets. */
  static Change of(byte[] payload) {
    String operation = "";
    long id = -1;
    int version = -1;
    try (JsonParser json = JSON.createParser(payload)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("type")) {
          operation = json.getText();
        } else if (field.equals("record")) {
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            String column = json.currentName();
            json.nextToken();
            if (column.equals("id")) {
              id = json.getLongValue();
            } else if (column.equals("version")) {
              version = json.getIntValue();
            }
          }
        } else if (value.isStructStart()) {
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Change(operation, id, version);
  }
}
