package dev.belay.sql.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.belay.sql.Json;
import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcCall.Argument;
import dev.belay.support.BackendFault;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The arguments of a call as one JSON object, whose names are those of the parameters. */
final class CallBody {

  /** A character outside the basic plane as itself rather than as two escapes of six bytes. */
  private static final JsonFactory JSON =
      new JsonFactory().enable(JsonGenerator.Feature.COMBINE_UNICODE_SURROGATES_IN_UTF8);

  /** PostgreSQL's "invalid text representation", which it would answer itself. */
  private static final String MALFORMED = "22P02";

  private CallBody() {}

  static byte[] of(RpcCall call) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      for (Argument argument : call.arguments()) {
        json.writeFieldName(argument.name());
        write(json, argument.name(), argument.value());
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible); // nothing is written but memory
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, String name, @Nullable Object value)
      throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Secret secret) {
      json.writeString(secret.reveal());
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Number number) {
      json.writeNumber(number.longValue());
    } else if (value instanceof Json document) {
      json.writeRawValue(checked(name, document.text()));
    } else {
      json.writeString(value.toString());
    }
  }

  /** One whole JSON value: what is more or less would change the arguments beside it. */
  private static String checked(String name, String text) {
    if (!isOneValue(text)) {
      throw new InvalidArgumentException(
          "Argument " + name + " is not a JSON text", BackendFault.ofSqlState(MALFORMED));
    }
    return text;
  }

  @SuppressWarnings("UnusedException") // its message repeats what it could not read
  private static boolean isOneValue(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (JsonProcessingException malformed) {
      return false;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible); // nothing is read but memory
    }
  }
}
