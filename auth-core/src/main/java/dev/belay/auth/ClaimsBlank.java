package dev.belay.auth;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** What a value in a token's claims is, where it is another one in each token. */
enum ClaimsBlank {
  /** No blank: a value that the tokens of a project share, or which has few others. */
  FIXED,
  USER_ID,
  SESSION_ID,
  EMAIL,
  EXPIRY,
  NOT_BEFORE,
  ISSUED,
  /** A string that is not used. */
  TEXT,
  /** A number that is not used. */
  NUMBER,
  /** Nothing: the claims end here. */
  END;

  /** What the strings and numbers in the claim of this name are. */
  static ClaimsBlank ofClaim(String name) {
    return switch (name) {
      case "iss", "aud", "role", "aal" -> FIXED;
      case "sub" -> USER_ID;
      case "session_id" -> SESSION_ID;
      case "email" -> EMAIL;
      case "exp" -> EXPIRY;
      case "nbf" -> NOT_BEFORE;
      case "iat" -> ISSUED;
      default -> TEXT;
    };
  }

  /**
   * Reads the value that begins at {@code at}, for a string after its quote.
   *
   * @return where it ends, for a string at its quote
   * @throws UnfamiliarJson if it is none of this kind, as {@link PlainClaims} has it
   * @throws IndexOutOfBoundsException if the text is cut short
   */
  int read(byte[] json, int at, TokenClaims claims) {
    return switch (this) {
      case TEXT -> JsonBytes.endOfString(json, at);
      case EMAIL -> email(json, at, claims);
      case USER_ID -> {
        claims.userId = uuid(json, at);
        yield at + Hex.UUID_LENGTH;
      }
      case SESSION_ID -> {
        claims.sessionId = uuid(json, at);
        yield at + Hex.UUID_LENGTH;
      }
      default -> number(json, at, claims);
    };
  }

  private int number(byte[] json, int at, TokenClaims claims) {
    int end = JsonBytes.endOfNumber(json, at);
    if (this != NUMBER) {
      long value = JsonBytes.number(json, at, end);
      switch (this) {
        case EXPIRY -> claims.expiry = value;
        case NOT_BEFORE -> claims.notBefore = value;
        case ISSUED -> claims.issued = value;
        default -> throw new IllegalStateException("Not a number: " + this);
      }
    }
    return end;
  }

  private static int email(byte[] json, int at, TokenClaims claims) {
    int end = JsonBytes.endOfPlain(json, at);
    claims.email =
        TokenClaims.blankAsNull(new String(json, at, end - at, StandardCharsets.ISO_8859_1));
    return end;
  }

  private static UUID uuid(byte[] json, int at) {
    UUID id = Hex.uuid(json, at, at + Hex.UUID_LENGTH);
    if (id == null) {
      throw new UnfamiliarJson();
    }
    return id;
  }
}
