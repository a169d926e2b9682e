package dev.belay.support;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads configuration by name, where a blank value and the word {@code undefined} count as unset.
 *
 * <p>Implementations are safe for use by many threads. Values never appear in a message.
 */
@FunctionalInterface
public interface Environment {

  /**
   * Reads one variable.
   *
   * @param name the variable's name
   * @return its value without outer white space, or empty if unset
   */
  Optional<String> get(String name);

  /**
   * Reads one variable that holds a secret.
   *
   * @param name the variable's name
   * @return its value without outer white space, wrapped, or empty if unset
   */
  default Optional<Secret> secret(String name) {
    return get(name).map(Secret::of);
  }

  /**
   * Reads one variable that there must be.
   *
   * @param name the variable's name
   * @return its value without outer white space
   * @throws ConfigurationException if it is unset; the message names it
   */
  default String require(String name) {
    return get(name).orElseThrow(() -> new ConfigurationException("Set " + name));
  }

  /**
   * Reads one variable that there must be and that holds a secret.
   *
   * @param name the variable's name
   * @return its value without outer white space, wrapped
   * @throws ConfigurationException if it is unset; the message names it
   */
  default Secret requireSecret(String name) {
    return Secret.of(require(name));
  }

  /**
   * The variables of this process.
   *
   * @return a reader that asks the process each time
   */
  static Environment system() {
    return name -> normalise(System.getenv(name));
  }

  /**
   * Fixed values, for tests and for configuration that comes from elsewhere.
   *
   * @param values the variables by name, copied
   * @return a reader over the copy
   */
  static Environment of(Map<String, String> values) {
    Map<String, String> copy = Map.copyOf(Objects.requireNonNull(values, "values"));
    return name -> normalise(copy.get(name));
  }

  private static Optional<String> normalise(@Nullable String value) {
    return Optional.ofNullable(value)
        .map(String::strip)
        .filter(text -> !text.isEmpty() && !text.equals("undefined"));
  }
}
