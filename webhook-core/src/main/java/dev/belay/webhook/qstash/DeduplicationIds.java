package dev.belay.webhook.qstash;

import dev.belay.support.InvalidArgumentException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Deduplication ids that QStash takes. It refuses a colon, which every id of the original had; so
 * what is not plain is hashed, and stays the same for the same id.
 */
final class DeduplicationIds {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final String HASHED = "sha256-";

  private DeduplicationIds() {}

  static String safe(String id) {
    if (id.isBlank()) {
      throw new InvalidArgumentException("A deduplication id must not be blank");
    }
    // An id that looks like a hash is hashed too, so that nobody can choose somebody else's.
    return PLAIN.matcher(id).matches() && !id.startsWith(HASHED) ? id : HASHED + hash(id);
  }

  private static String hash(String id) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(id.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
