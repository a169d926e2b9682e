package dev.belay.webhook.verify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.belay.webhook.WebhookVerificationException;
import dev.belay.webhook.WebhookVerificationException.Reason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The claims of a token of QStash, of the types that they must have, each at most once. */
final class QStashClaims {

  /** UTF-8 and nothing else: no guess is made from how the bytes begin. */
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build();

  private static final long LAST_SECOND = 253_402_300_799L; // of the year 9999

  private @Nullable String issuer;
  private @Nullable String destination;
  private @Nullable String bodyHash;
  private @Nullable Long expiresAt;
  private @Nullable Long notBefore;
  private @Nullable Long issuedAt;

  private QStashClaims() {}

  static QStashClaims read(byte[] json) {
    QStashClaims claims = new QStashClaims();
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed();
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        claims.take(name, parser);
      }
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        throw malformed();
      }
    } catch (IOException notJson) { // its message repeats what it could not read
      throw malformed();
    }
    return claims;
  }

  private void take(String name, JsonParser parser) throws IOException {
    switch (name) {
      case "iss" -> issuer = text(issuer, parser);
      case "sub" -> destination = text(destination, parser);
      case "body" -> bodyHash = text(bodyHash, parser);
      case "exp" -> expiresAt = seconds(expiresAt, parser);
      case "nbf" -> notBefore = seconds(notBefore, parser);
      case "iat" -> issuedAt = seconds(issuedAt, parser);
      default -> parser.skipChildren();
    }
  }

  private static String text(@Nullable String before, JsonParser parser) throws IOException {
    if (before != null || parser.currentToken() != JsonToken.VALUE_STRING) {
      throw malformed();
    }
    return parser.getText();
  }

  private static Long seconds(@Nullable Long before, JsonParser parser) throws IOException {
    if (before != null || parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw malformed();
    }
    long seconds = parser.getLongValue(); // throws for more than 64 bits
    if (seconds < 0 || seconds > LAST_SECOND) {
      throw malformed();
    }
    return seconds;
  }

  String issuer() {
    return required(issuer);
  }

  String destination() {
    return required(destination);
  }

  String bodyHash() {
    return required(bodyHash);
  }

  long expiresAt() {
    return required(expiresAt);
  }

  long notBefore() {
    return required(notBefore);
  }

  /** When it was signed, as far as the token says. */
  long signedAt() {
    return issuedAt != null ? issuedAt : notBefore();
  }

  private static <T> T required(@Nullable T claim) {
    if (claim == null) {
      throw new WebhookVerificationException(Reason.MISSING_CLAIM);
    }
    return claim;
  }

  private static WebhookVerificationException malformed() {
    return new WebhookVerificationException(Reason.MALFORMED_TOKEN);
  }
}
