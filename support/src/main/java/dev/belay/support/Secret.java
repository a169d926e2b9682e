package dev.belay.support;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A text that must never be printed: an API key, a password, a signing secret.
 *
 * <p>Its {@link #toString()} is a mask, its equality takes the same time wherever the texts differ,
 * and Java serialisation and Jackson refuse it. The text comes out through {@link #reveal()} only,
 * so that a search for that one name finds every place where a secret leaves its wrapper.
 *
 * <p>It does <em>not</em> protect the text in memory: a heap dump shows it, since a Java string
 * cannot be wiped. Instances are immutable and safe for use by many threads.
 */
public final class Secret {

  private static final String MASK = "Secret[masked]";

  /** Transient, so that serialisers that read fields pass over it. */
  private final transient String text;

  private Secret(String text) {
    this.text = text;
  }

  /**
   * Wraps a text.
   *
   * @param text the secret text, not empty
   * @return the wrapped text
   * @throws InvalidArgumentException if the text is empty
   */
  public static Secret of(String text) {
    Objects.requireNonNull(text, "text");
    if (text.isEmpty()) {
      throw new InvalidArgumentException("A secret must not be empty");
    }
    return new Secret(text);
  }

  /**
   * Gives the text itself. Use it at the last moment, and never store the result.
   *
   * @return the secret text
   */
  public String reveal() {
    return text;
  }

  /** Equal when the texts are equal; the time taken does not tell where they differ. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret that
        && MessageDigest.isEqual(
            text.getBytes(StandardCharsets.UTF_8), that.text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same for every secret, since a hash of the text would leak some of it. */
  @Override
  public int hashCode() {
    return MASK.hashCode();
  }

  /** Always a mask, whatever the text. */
  @Override
  public String toString() {
    return MASK;
  }

  /** Jackson 2 and 3 take the value from here and so cannot reach the field. */
  @JsonValue
  private String refuseJson() {
    throw new UnsupportedOperationException("A Secret cannot be written as JSON");
  }
}
