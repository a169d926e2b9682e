package dev.belay.cache.redis.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.belay.cache.redis.RedisCommand;
import dev.belay.cache.redis.internal.Batch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes commands as arrays of JSON. */
final class CommandBody {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String EVAL = "EVAL";

  /** Without it, Upstash runs one script at a time in the whole database (Upstash, "EVAL"). */
  private static final String KEY_LOCKING = "#!lua flags=allow-key-locking\n";

  private final boolean keyLocking;

  CommandBody(boolean keyLocking) {
    this.keyLocking = keyLocking;
  }

  byte[] of(Batch<?> batch) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      if (batch.kind() == Batch.Kind.SINGLE) {
        write(json, batch.commands().get(0));
      } else {
        json.writeStartArray();
        for (RedisCommand<?> command : batch.commands()) {
          write(json, command);
        }
        json.writeEndArray();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("A text in memory can always be written", e);
    }
    return bytes.toByteArray();
  }

  private void write(JsonGenerator json, RedisCommand<?> command) throws IOException {
    json.writeStartArray();
    json.writeString(command.name());
    boolean mark = keyLocking && command.name().equals(EVAL);
    for (String argument : command.arguments()) {
      json.writeString(mark ? KEY_LOCKING + argument : argument);
      mark = false;
    }
    json.writeEndArray();
  }
}
