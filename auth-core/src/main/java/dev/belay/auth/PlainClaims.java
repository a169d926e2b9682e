package dev.belay.auth;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the claims of a token as Supabase Auth writes them, in half the time of a general reader.
 * It refuses nothing: what is not {@link PlainJson}, or no claim of the usual form, it leaves to
 * {@link TokenClaims#parse}; what it reads, that one reads the same.
 */
final class PlainClaims {

  private static final byte[] ROLE = ascii("role");
  private static final byte[] EMAIL = ascii("email");
  private static final byte[] SESSION_ID = ascii("session_id");
  private static final byte[] IS_ANONYMOUS = ascii("is_anonymous");

  private static final byte[] AAL1 = ascii("aal1");
  private static final byte[] AAL2 = ascii("aal2");

  /** The audience and the role of nearly all users, which need not be made anew. */
  private static final String USUAL = "authenticated";

  private static final List<String> ONLY_USUAL = List.of(USUAL);
  private static final byte[] AUTHENTICATED = ascii(USUAL);

  private final PlainJson json;
  private final TokenClaims claims = new TokenClaims();

  private PlainClaims(byte[] json) {
    this.json = new PlainJson(json);
  }

  /** The claims, or null where the general reader is needed. */
  @SuppressWarnings("UnusedException") // That reader says what is wrong, if anything is.
  static @Nullable TokenClaims read(byte[] json) {
    try {
      return new PlainClaims(json).read();
    } catch (UnfamiliarJson | IndexOutOfBoundsException unusualOrCutShort) {
      return null;
    }
  }

  private TokenClaims read() {
    json.expect('{');
    do {
      json.name();
      claim();
    } while (json.take(','));
    json.expect('}');
    json.expectEnd();
    return claims;
  }

  private void claim() {
    switch (json.length()) {
      case 3 -> shortClaim((json.byteAt(0) << 16) | (json.byteAt(1) << 8) | json.byteAt(2));
      case 4 -> {
        if (json.is(ROLE)) {
          claims.role = text();
        } else {
          json.skip();
        }
      }
      case 5 -> {
        if (json.is(EMAIL)) {
          claims.email = TokenClaims.blankAsNull(text());
        } else {
          json.skip();
        }
      }
      case 10 -> {
        if (json.is(SESSION_ID)) {
          claims.sessionId = uuid();
        } else {
          json.skip();
        }
      }
      case 12 -> {
        if (json.is(IS_ANONYMOUS)) {
          claims.anonymous = json.flag();
        } else {
          json.skip();
        }
      }
      default -> json.skip();
    }
  }

  private void shortClaim(int name) {
    switch (name) {
      case ('i' << 16) | ('s' << 8) | 's' -> claims.issuer = text();
      case ('s' << 16) | ('u' << 8) | 'b' -> subject();
      case ('a' << 16) | ('u' << 8) | 'd' -> claims.audience = texts();
      case ('e' << 16) | ('x' << 8) | 'p' -> claims.expiry = json.number();
      case ('n' << 16) | ('b' << 8) | 'f' -> claims.notBefore = json.number();
      case ('i' << 16) | ('a' << 8) | 't' -> claims.issued = json.number();
      case ('a' << 16) | ('a' << 8) | 'l' -> claims.assuranceLevel = level();
      default -> json.skip();
    }
  }

  private void subject() {
    UUID id = json.text() ? json.uuid() : null;
    if (id == null) {
      throw new UnfamiliarJson();
    }
    claims.userId = id;
  }

  private @Nullable UUID uuid() {
    if (!json.text() || json.length() == 0) {
      return null;
    }
    UUID id = json.uuid();
    if (id == null) {
      throw new UnfamiliarJson();
    }
    return id;
  }

  private AssuranceLevel level() {
    if (json.text() && json.is(AAL1)) {
      return AssuranceLevel.AAL1;
    }
    if (json.is(AAL2)) {
      return AssuranceLevel.AAL2;
    }
    throw new UnfamiliarJson();
  }

  private @Nullable String text() {
    if (!json.text()) {
      return null;
    }
    return json.is(AUTHENTICATED) ? USUAL : json.lastString();
  }

  /** One or several; {@code null} only alone. */
  private List<String> texts() {
    if (!json.take('[')) {
      String text = text();
      return text == null ? List.of() : USUAL.equals(text) ? ONLY_USUAL : List.of(text);
    }
    List<String> texts = new ArrayList<>();
    do {
      String text = text();
      if (text == null) {
        throw new UnfamiliarJson();
      }
      texts.add(text);
    } while (json.take(','));
    json.expect(']');
    return List.copyOf(texts);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
