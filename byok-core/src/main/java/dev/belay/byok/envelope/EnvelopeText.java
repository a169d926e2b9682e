package dev.belay.byok.envelope;

import dev.belay.byok.envelope.EnvelopeException.Reason;
import java.util.Base64;
import java.util.regex.Pattern;

/** The written form {@code belay.v1.<key id>.<base64url>}: one spelling for each envelope. */
final class EnvelopeText {

  static final String FORMAT = "belay.v1";

  /** The database takes no longer envelope; the longest that we write has 5610 characters. */
  static final int MAX_LENGTH = 8192;

  /** Any version of ours, damaged or not: such a text must never pass for a plain key. */
  private static final String FAMILY = "belay.v";

  private static final String HEAD = FORMAT + ".";
  private static final Pattern OTHER_VERSION = Pattern.compile("belay\\.v[0-9]{1,9}\\..*");
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  private final String keyId;
  private final byte[] payload;

  private EnvelopeText(String keyId, byte[] payload) {
    this.keyId = keyId;
    this.payload = payload;
  }

  static boolean matches(String text) {
    return text.startsWith(FAMILY);
  }

  static String write(String keyId, byte[] payload) {
    return HEAD + keyId + '.' + ENCODER.encodeToString(payload);
  }

  static EnvelopeText parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new EnvelopeException(Reason.MALFORMED);
    }
    if (!text.startsWith(HEAD)) {
      boolean other = OTHER_VERSION.matcher(text).matches();
      throw new EnvelopeException(other ? Reason.UNSUPPORTED_VERSION : Reason.MALFORMED);
    }
    int dot = text.indexOf('.', HEAD.length());
    if (dot < 0) {
      throw new EnvelopeException(Reason.MALFORMED);
    }
    String keyId = text.substring(HEAD.length(), dot);
    if (!KeyRing.isKeyId(keyId)) {
      throw new EnvelopeException(Reason.MALFORMED);
    }
    return new EnvelopeText(keyId, payload(text.substring(dot + 1)));
  }

  String keyId() {
    return keyId;
  }

  byte[] payload() {
    return payload;
  }

  private static byte[] payload(String encoded) {
    byte[] payload;
    try {
      payload = DECODER.decode(encoded);
    } catch (IllegalArgumentException notBase64) {
      // Its message quotes the text.
      throw new EnvelopeException(Reason.MALFORMED);
    }
    // The decoder forgives padding and stray bits in the last character; we know one spelling.
    if (payload.length <= EnvelopeEngine.OVERHEAD
        || !ENCODER.encodeToString(payload).equals(encoded)) {
      throw new EnvelopeException(Reason.MALFORMED);
    }
    return payload;
  }
}
