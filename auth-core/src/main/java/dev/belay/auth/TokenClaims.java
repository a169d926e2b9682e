package dev.belay.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The claims of an access token that are used here (Supabase, "JWT Claims Reference"), read in one
 * pass. The others are passed over.
 *
 * <p>A claim of the wrong type makes the token malformed: a verifier that ignored it would take a
 * token without an expiry for one that has none.
 */
final class TokenClaims {

  private static final int DEEPEST = 64;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  @Nullable String issuer;

  /** The claim {@code sub}: a text, or the user's id where that was read at once. */
  @Nullable String subject;

  @Nullable UUID userId;
  List<String> audience = List.of();
  @Nullable String role;
  @Nullable String email;
  @Nullable UUID sessionId;
  AssuranceLevel assuranceLevel = AssuranceLevel.AAL1;
  boolean anonymous;

  /** Seconds since 1970, or null. */
  @Nullable Long expiry;

  @Nullable Long notBefore;
  @Nullable Long issued;

  TokenClaims() {}

  /**
   * Reads the claims.
   *
   * @throws AuthRefusedException if they are not one JSON object, or a claim has another type
   */
  static TokenClaims parse(byte[] json) {
    TokenClaims plain = PlainClaims.read(json);
    return plain == null ? parseAny(json) : plain;
  }

  /** With the general reader, which decides what is malformed. */
  @SuppressWarnings("UnusedException") // Jackson's message repeats what it could not read.
  static TokenClaims parseAny(byte[] json) {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed();
      }
      TokenClaims claims = new TokenClaims();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        claims.take(name, parser);
      }
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        throw malformed();
      }
      return claims;
    } catch (IOException | DateTimeException | IllegalArgumentException e) {
      throw malformed();
    }
  }

  private void take(String name, JsonParser value) throws IOException {
    switch (name) {
      case "iss" -> issuer = text(value);
      case "sub" -> subject = text(value);
      case "aud" -> audience = texts(value);
      case "role" -> role = text(value);
      case "exp" -> expiry = seconds(value);
      case "nbf" -> notBefore = seconds(value);
      case "iat" -> issued = seconds(value);
      case "email" -> email = blankAsNull(text(value));
      case "session_id" -> sessionId = uuid(blankAsNull(text(value)));
      case "aal" -> assuranceLevel = level(blankAsNull(text(value)));
      case "is_anonymous" -> anonymous = flag(value);
      default -> value.skipChildren();
    }
  }

  /** Takes over what {@link ClaimsBlank} has no blank for. */
  void takeFixed(TokenClaims other) {
    issuer = other.issuer;
    audience = other.audience;
    role = other.role;
    assuranceLevel = other.assuranceLevel;
    anonymous = other.anonymous;
  }

  String requiredRole() {
    return Objects.requireNonNull(role, "role");
  }

  Instant requiredExpiry() {
    return Instant.ofEpochSecond(Objects.requireNonNull(expiry, "expiry"));
  }

  Optional<Instant> issuedAt() {
    return Optional.ofNullable(issued).map(Instant::ofEpochSecond);
  }

  /** A user's id in its one form; {@code UUID.fromString} takes shorter ones too. */
  static UUID uuidInFull(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    UUID id = Hex.uuid(bytes, 0, bytes.length);
    if (id == null) {
      throw new IllegalArgumentException("Not a UUID");
    }
    return id;
  }

  private static @Nullable String text(JsonParser value) throws IOException {
    return switch (value.currentToken()) {
      case VALUE_STRING -> value.getText();
      case VALUE_NULL -> null;
      default -> throw malformed();
    };
  }

  private static List<String> texts(JsonParser value) throws IOException {
    if (value.currentToken() != JsonToken.START_ARRAY) {
      String text = text(value);
      return text == null ? List.of() : List.of(text);
    }
    List<String> texts = new ArrayList<>();
    while (value.nextToken() != JsonToken.END_ARRAY) {
      if (value.currentToken() != JsonToken.VALUE_STRING) {
        throw malformed();
      }
      texts.add(value.getText());
    }
    return texts;
  }

  /** A NumericDate (RFC 7519, section 2), which may have a fraction. */
  private static @Nullable Long seconds(JsonParser value) throws IOException {
    return switch (value.currentToken()) {
      case VALUE_NUMBER_INT -> inRange(value.getLongValue());
      case VALUE_NUMBER_FLOAT -> inRange((long) Math.floor(value.getDoubleValue()));
      case VALUE_NULL -> null;
      default -> throw malformed();
    };
  }

  private static long inRange(long seconds) {
    return Instant.ofEpochSecond(seconds).getEpochSecond();
  }

  private static boolean flag(JsonParser value) {
    return switch (value.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE, VALUE_NULL -> false;
      default -> throw malformed();
    };
  }

  private static @Nullable UUID uuid(@Nullable String text) {
    return text == null ? null : uuidInFull(text);
  }

  private static AssuranceLevel level(@Nullable String text) {
    if (text == null) {
      return AssuranceLevel.AAL1;
    }
    return switch (text) {
      case "aal1" -> AssuranceLevel.AAL1;
      case "aal2" -> AssuranceLevel.AAL2;
      case "aal3" -> AssuranceLevel.AAL3;
      default -> throw malformed();
    };
  }

  static @Nullable String blankAsNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }

  private static AuthRefusedException malformed() {
    return new AuthRefusedException(AuthRefusal.MALFORMED_TOKEN);
  }
}
