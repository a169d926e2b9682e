package dev.belay.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.belay.support.Secret;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A session in the form in which {@code auth-js} stores it. */
final class SessionJson {

  private static final JsonFactory JSON = new JsonFactory();
  private static final long LONGEST_LIFE = 400L * 24 * 60 * 60;

  private SessionJson() {}

  static Secret write(Secret accessToken, Secret refreshToken, Instant expiresAt) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("access_token", accessToken.reveal());
      json.writeStringField("refresh_token", refreshToken.reveal());
      json.writeNumberField("expires_at", expiresAt.getEpochSecond());
      json.writeStringField("token_type", "bearer");
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("A text in memory can always be written", e);
    }
    return Secret.of(text.toString());
  }

  static Optional<Instant> expiresAt(JsonMembers session, Instant now) {
    Optional<Instant> said = session.number("expires_at").flatMap(SessionJson::instant);
    return said.isPresent()
        ? said
        : session
            .number("expires_in")
            .filter(seconds -> seconds >= 0 && seconds <= LONGEST_LIFE)
            .map(now::plusSeconds);
  }

  /** {@code auth-js} takes a session without {@code expires_at} for none. */
  static Secret withExpiry(String json, JsonMembers session, @Nullable Instant expiresAt) {
    if (expiresAt == null || session.has("expires_at")) {
      return Secret.of(json);
    }
    int end = json.lastIndexOf('}');
    return Secret.of(
        json.substring(0, end) + ",\"expires_at\":" + expiresAt.getEpochSecond() + "}");
  }

  private static Optional<Instant> instant(long seconds) {
    try {
      return Optional.of(Instant.ofEpochSecond(seconds));
    } catch (DateTimeException outOfRange) {
      return Optional.empty();
    }
  }
}
