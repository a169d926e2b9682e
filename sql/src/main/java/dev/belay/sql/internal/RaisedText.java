package dev.belay.sql.internal;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the one kind of server text that may be shown: what our own SQL raises.
 *
 * <p>Such a text is fixed, starts with {@code belay: } and comes with one of few SQLSTATEs. Any
 * other text may quote a value that somebody sent, so it is dropped. A value cannot pass itself off
 * as ours: the prefix counts only where the message begins, never behind a quote, a detail or a
 * context line.
 */
public final class RaisedText {

  /** What each text that our SQL raises starts with. */
  public static final String PREFIX = "belay: ";

  private static final Set<String> STATES = Set.of("22023", "23503", "42501", "55000");

  private static final String WARNING = "01000";

  /** An optional severity, which the server translates, then our prefix, then printable ASCII. */
  private static final Pattern OURS =
      Pattern.compile(
          "(?:\\p{L}{1,20}: )?" + PREFIX + "([\\x20-\\x7e]{1,2000})(?:\\R.*)?", Pattern.DOTALL);

  private RaisedText() {}

  /**
   * The text that our SQL raised.
   *
   * @param sqlState the fault's SQLSTATE
   * @param message the server's message, with or without severity, detail and context
   * @return the text without its prefix, or empty where it is not certainly ours
   */
  public static Optional<String> of(@Nullable String sqlState, @Nullable String message) {
    return sqlState != null && STATES.contains(sqlState) ? own(message) : Optional.empty();
  }

  /**
   * The text of a warning that our SQL gave.
   *
   * @param sqlState the warning's SQLSTATE; that of a mere notice is another
   * @param message the server's message, with or without severity, detail and context
   * @return the text without its prefix, or empty where it is no warning or not certainly ours
   */
  public static Optional<String> ofWarning(@Nullable String sqlState, @Nullable String message) {
    return WARNING.equals(sqlState) ? own(message) : Optional.empty();
  }

  private static Optional<String> own(@Nullable String message) {
    if (message == null) {
      return Optional.empty();
    }
    Matcher matcher = OURS.matcher(message);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
