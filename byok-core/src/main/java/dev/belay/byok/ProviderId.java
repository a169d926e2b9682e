package dev.belay.byok;

import dev.belay.support.InvalidArgumentException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names a provider, and the service under which a user's key for it is stored.
 *
 * <p>Immutable. The name is normalised: outer white space goes, letters become lower case.
 *
 * @param value 1 to 50 lower-case letters, digits, hyphens and underscores, beginning with a letter
 *     or digit
 */
public record ProviderId(String value) implements Comparable<ProviderId> {

  // Before the constants, whose construction needs it.
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9_-]{0,49}");

  /** OpenAI. */
  public static final ProviderId OPENAI = new ProviderId("openai");

  /** Anthropic. */
  public static final ProviderId ANTHROPIC = new ProviderId("anthropic");

  /** xAI. */
  public static final ProviderId XAI = new ProviderId("xai");

  /** OpenRouter, which serves the models of many vendors. */
  public static final ProviderId OPENROUTER = new ProviderId("openrouter");

  /** Vercel AI Gateway, or a gateway of the same kind at a base URL of the user's own. */
  public static final ProviderId GATEWAY = new ProviderId("gateway");

  /**
   * Normalises and checks the name.
   *
   * @param value the name in any case
   * @throws InvalidArgumentException if the name is of another form
   */
  public ProviderId {
    value = Objects.requireNonNull(value, "value").strip().toLowerCase(Locale.ROOT);
    if (!FORM.matcher(value).matches()) {
      throw new InvalidArgumentException(
          "A provider's name is 1 to 50 letters, digits, hyphens and underscores");
    }
  }

  /**
   * Names a provider.
   *
   * @param name the name in any case
   * @return the normalised name
   * @throws InvalidArgumentException if the name is not of the form that {@link #value()} has
   */
  public static ProviderId of(String name) {
    return new ProviderId(name);
  }

  /**
   * Names the provider of a stored row. Tables that were taken over can hold names that no call
   * reaches, since each call asks for the normalised name.
   *
   * @param service what is stored
   * @return the name, or empty where it is not stored in the form that {@link #value()} has
   */
  static Optional<ProviderId> ofStored(String service) {
    return FORM.matcher(service).matches() ? Optional.of(of(service)) : Optional.empty();
  }

  @Override
  public int compareTo(ProviderId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
