package dev.belay.webhook.send;

import java.util.Locale;
import java.util.Objects;

/**
 * Whether two sides have the same secret. Immutable; holds fingerprints only, see {@link
 * SecretFingerprint}.
 *
 * @param verdict what was found
 * @param source where the other side's was found: {@code vault}, {@code setting}, {@code
 *     dispatcher}, or {@code none}
 */
public record SecretDrift(Verdict verdict, String source) {

  /**
   * Refuses null.
   *
   * @param verdict see above
   * @param source see above
   */
  public SecretDrift {
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(source, "source");
  }

  /** What was found. */
  public enum Verdict {
    /** Both sides have the same. */
    MATCH,
    /** The other side has none. */
    MISSING,
    /** They have different ones. */
    MISMATCH
  }

  @Override
  public String toString() {
    return verdict + " (" + source.toLowerCase(Locale.ROOT) + ")";
  }
}
