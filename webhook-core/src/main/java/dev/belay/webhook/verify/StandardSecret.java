package dev.belay.webhook.verify;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.util.Base64;

/** The bytes of a secret of Standard Webhooks: {@code whsec_} and base64. */
final class StandardSecret {

  static final String PREFIX = "whsec_";

  /** As Supabase shows the secret of an Auth Hook. */
  private static final String VERSIONED = "v1,";

  private static final int FEWEST_BYTES = 24;
  private static final int MOST_BYTES = 64;

  private StandardSecret() {}

  static byte[] bytes(SigningSecret secret) {
    return bytes(secret.secret());
  }

  static byte[] bytes(Secret secret) {
    String text = secret.reveal();
    String unversioned = text.startsWith(VERSIONED) ? text.substring(VERSIONED.length()) : text;
    if (!unversioned.startsWith(PREFIX)) {
      throw malformed();
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(unversioned.substring(PREFIX.length()));
      if (bytes.length < FEWEST_BYTES || bytes.length > MOST_BYTES) {
        throw malformed();
      }
      return bytes;
    } catch (IllegalArgumentException notBase64) { // not attached: it can repeat a part of it
      throw malformed();
    }
  }

  private static InvalidArgumentException malformed() {
    return new InvalidArgumentException(
        "A secret of Standard Webhooks is whsec_ and 24 to 64 bytes in base64");
  }
}
