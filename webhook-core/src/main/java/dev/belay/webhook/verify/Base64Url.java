package dev.belay.webhook.verify;

import java.util.Base64;

/**
 * Base64 for URLs (RFC 4648, section 5) without padding. Signatures and hashes are compared in this
 * form, since a decoder takes several spellings for the same bytes.
 */
final class Base64Url {

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private Base64Url() {}

  static byte[] encode(byte[] bytes) {
    return ENCODER.encode(bytes);
  }
}
