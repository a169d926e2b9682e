package dev.belay.webhook.verify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.belay.webhook.WebhookVerificationException;
import dev.belay.webhook.WebhookVerificationException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A JSON Web Token in its compact form (RFC 7515, section 3.1), for HS256 and nothing else: the
 * algorithm is ours, and a token that names another one is refused instead of followed (RFC 8725,
 * section 3.1).
 */
final class CompactToken {

  /** {@code {"alg":"HS256","typ":"JWT"}}, the header that QStash sends. */
  private static final String USUAL_HEADER = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final byte[] bytes;
  private final int firstDot;
  private final int secondDot;

  private CompactToken(byte[] bytes, int firstDot, int secondDot) {
    this.bytes = bytes;
    this.firstDot = firstDot;
    this.secondDot = secondDot;
  }

  static CompactToken parse(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first < 1 || second < first + 2 || token.indexOf('.', second + 1) >= 0) {
      throw malformed();
    }
    // What is not Latin 1 becomes a question mark, which is not base64url either.
    CompactToken parsed =
        new CompactToken(token.getBytes(StandardCharsets.ISO_8859_1), first, second);
    if (first != USUAL_HEADER.length() || !token.startsWith(USUAL_HEADER)) {
      requireAlgorithm(parsed.decode(0, first));
    }
    return parsed;
  }

  private static void requireAlgorithm(byte[] header) {
    String algorithm = "";
    try (JsonParser parser = JSON.createParser(header)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed();
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        if (name.equals("crit")) { // we understand no extension (RFC 7515, section 4.1.11)
          throw malformed();
        }
        if (name.equals("alg")) {
          algorithm = value == JsonToken.VALUE_STRING ? parser.getText() : "";
        }
        parser.skipChildren();
      }
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        throw malformed();
      }
    } catch (IOException notJson) { // its message repeats what it could not read
      throw malformed();
    }
    if (!algorithm.equals("HS256")) {
      throw new WebhookVerificationException(Reason.WRONG_ALGORITHM);
    }
  }

  /** Never stops at a match, so that the time does not tell which key fits. */
  void requireSignature(List<KeyedMac> keys) {
    byte[] given = Arrays.copyOfRange(bytes, secondDot + 1, bytes.length);
    boolean matches = false;
    for (KeyedMac key : keys) {
      MessageDigest mac = key.begin();
      mac.update(bytes, 0, secondDot);
      matches |= MessageDigest.isEqual(Base64Url.encode(key.finish(mac)), given);
    }
    if (!matches) {
      throw new WebhookVerificationException(Reason.INVALID_SIGNATURE);
    }
  }

  /** The claims' JSON. Look at the signature first. */
  byte[] payload() {
    return decode(firstDot + 1, secondDot);
  }

  private byte[] decode(int from, int to) {
    if (bytes[to - 1] == '=') { // the compact form has no padding
      throw malformed();
    }
    try {
      return Base64.getUrlDecoder().decode(Arrays.copyOfRange(bytes, from, to));
    } catch (IllegalArgumentException notBase64) {
      throw malformed();
    }
  }

  private static WebhookVerificationException malformed() {
    return new WebhookVerificationException(Reason.MALFORMED_TOKEN);
  }
}
