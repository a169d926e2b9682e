package dev.belay.byok;

import dev.belay.support.InvalidArgumentException;
import java.util.Objects;

/**
 * The model that the caller would like, or none.
 *
 * <p>A hint is a model's name ({@code gpt-5.4-mini}), or a vendor and a model ({@code
 * anthropic/claude-haiku-4-5}). Immutable.
 *
 * @param text at most 256 printable ASCII characters without white space; empty for no wish
 */
public record ModelHint(String text) {

  private static final int MAX_LENGTH = 256;
  private static final ModelHint NONE = new ModelHint("");

  /**
   * Takes outer white space away and checks the rest.
   *
   * @param text the model's name
   * @throws InvalidArgumentException if the text is over-long, holds other characters, or begins or
   *     ends with a slash
   */
  public ModelHint {
    text = Objects.requireNonNull(text, "text").strip();
    if (text.length() > MAX_LENGTH || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new InvalidArgumentException(
          "A model name is at most 256 printable ASCII characters without white space");
    }
    if (text.startsWith("/") || text.endsWith("/")) {
      throw new InvalidArgumentException(
          "A model name has a vendor before a slash and a model behind it");
    }
  }

  /**
   * Wishes for a model.
   *
   * @param text the model's name; blank means no wish
   * @return the hint
   * @throws InvalidArgumentException if the text is over-long, holds other characters, or begins or
   *     ends with a slash
   */
  public static ModelHint of(String text) {
    return new ModelHint(text);
  }

  /**
   * Leaves the choice to the provider's default model.
   *
   * @return the empty hint
   */
  public static ModelHint none() {
    return NONE;
  }

  /**
   * Whether there is no wish.
   *
   * @return true if the provider's default model is to be used
   */
  public boolean isEmpty() {
    return text.isEmpty();
  }
}
