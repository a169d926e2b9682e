package dev.belay.sql;

import java.util.Objects;

/**
 * A JSON text for a {@code jsonb} parameter.
 *
 * @param text well-formed JSON; the database refuses any other
 */
public record Json(String text) {

  /**
   * Refuses null.
   *
   * @param text well-formed JSON
   */
  public Json {
    Objects.requireNonNull(text, "text");
  }

  /** Does not show the text, which can hold what must not be printed. */
  @Override
  public String toString() {
    return "Json[" + text.length() + " characters]";
  }
}
