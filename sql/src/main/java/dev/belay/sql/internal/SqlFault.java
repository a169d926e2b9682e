package dev.belay.sql.internal;

import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.ConflictException;
import dev.belay.support.InvalidArgumentException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller can do about a fault of PostgreSQL, told from its SQLSTATE alone, so that every
 * backend throws the same exception for the same fault.
 *
 * <p>Source: PostgreSQL, Appendix A, "PostgreSQL Error Codes".
 */
public enum SqlFault {
  /** A value is of the wrong form, or null or out of bounds where that is not allowed. */
  BAD_ARGUMENT("The database refused an argument of %s"),
  /** The caller may not execute the function. */
  NO_RIGHT(
      "The role may not call %s: the login must be a member of service_role, the key over REST a secret one"),
  /** The function runs, and lacks a right on something that it needs. */
  OWNER_LACKS_RIGHT(
      "%s needs a right that the role that installed the schema does not have, such as one on the"
          + " vault: grant it, as belay-sql/bootstrap/superuser.sql does"),
  /** The login itself was refused. */
  NO_LOGIN(
      "The database refused the login for %s: check the user, the password and the server's rules"),
  /** The call contradicts what is stored. */
  CONFLICT("%s contradicts what is stored"),
  /** A function, table or schema is not there, or is not as the library knows it. */
  SCHEMA("%s is not in this database as the library knows it: install the schema of this version"),
  /** The database is not there. */
  NO_DATABASE("The database that %s needs does not exist"),
  /** A function found the database in a state in which it cannot work. */
  STATE("The set-up of this database does not allow %s"),
  /** A pooler gave the statement a connection on which it was not prepared. */
  POOLER(
      "A transaction pooler lost the prepared statement of %s: set prepareThreshold=0 on the driver"),
  /** The same call can succeed later. */
  TRANSIENT("The database could not be reached, or did not answer in time, for %s"),
  /** The calling thread was told to stop; what it asked for was not sent. */
  INTERRUPTED("The thread was interrupted while %s waited for a connection"),
  /** The database failed on its own account, and will most likely fail again. */
  PERMANENT("The database, or the pool in front of it, failed in %s");

  private static final Map<String, SqlFault> BY_STATE =
      Map.ofEntries(
          Map.entry("08P01", PERMANENT),
          Map.entry("0A000", SCHEMA),
          // No argument: the vault raises it for a secret that its key does not open.
          Map.entry("22000", STATE),
          Map.entry("23502", BAD_ARGUMENT),
          Map.entry("23514", BAD_ARGUMENT),
          Map.entry("25006", TRANSIENT),
          Map.entry("26000", POOLER),
          Map.entry("3D000", NO_DATABASE),
          Map.entry("3F000", SCHEMA),
          Map.entry("42501", NO_RIGHT),
          Map.entry("42P05", POOLER),
          Map.entry("53400", PERMANENT),
          Map.entry("55000", STATE),
          Map.entry("57P04", NO_DATABASE),
          Map.entry("P0001", BAD_ARGUMENT));

  private static final Map<String, SqlFault> BY_CLASS =
      Map.ofEntries(
          Map.entry("08", TRANSIENT),
          Map.entry("22", BAD_ARGUMENT),
          Map.entry("23", CONFLICT),
          Map.entry("28", NO_LOGIN),
          Map.entry("40", TRANSIENT),
          Map.entry("42", SCHEMA),
          Map.entry("53", TRANSIENT),
          Map.entry("55", TRANSIENT),
          Map.entry("57", TRANSIENT));

  private final String text;

  SqlFault(String text) {
    this.text = text;
  }

  /**
   * Sorts a fault.
   *
   * @param sqlState five characters, or null where there is none
   * @return the fault's kind; {@link #PERMANENT} for a state that says nothing else
   */
  public static SqlFault of(@Nullable String sqlState) {
    if (sqlState == null || sqlState.length() != 5) {
      return PERMANENT;
    }
    SqlFault exact = BY_STATE.get(sqlState);
    return exact != null ? exact : BY_CLASS.getOrDefault(sqlState.substring(0, 2), PERMANENT);
  }

  /**
   * Sorts a fault of a call. Where a right is missing, PostgreSQL names the object: the function
   * that was called, or another one that its owner may not use. The text is looked at for that name
   * only, and never shown.
   *
   * @param sqlState five characters, or null where there is none
   * @param message the server's message, or null where there is none
   * @param function the name of the function that was called
   * @return the fault's kind
   */
  public static SqlFault of(@Nullable String sqlState, @Nullable String message, String function) {
    SqlFault kind = of(sqlState);
    return kind == NO_RIGHT && isOfAnother(message, function) ? OWNER_LACKS_RIGHT : kind;
  }

  /**
   * The first line names the object, whatever the server's language. Without USAGE on {@code
   * public} the caller does not even get to the function.
   */
  private static boolean isOfAnother(@Nullable String message, String function) {
    return message != null
        && message
            .lines()
            .limit(1)
            .flatMap(line -> Arrays.stream(line.split("\\W+")))
            .noneMatch(word -> word.equals(function) || word.equals("public"));
  }

  /**
   * The exception with the library's own words.
   *
   * @param subject the function's name, or what else was attempted
   * @param fault the backend's codes
   * @return the exception, not thrown
   */
  public BelayException exception(String subject, BackendFault fault) {
    String state = fault.sqlState().map(code -> " (SQLSTATE " + code + ")").orElse("");
    return raised(text.formatted(subject) + state, fault);
  }

  /**
   * The exception with other words, such as those that one of our own functions raised.
   *
   * @param raised the text; a text of the server comes through {@link RaisedText} only
   * @param fault the backend's codes
   * @return the exception, not thrown
   */
  public BelayException raised(String raised, BackendFault fault) {
    if (this == BAD_ARGUMENT) {
      return new InvalidArgumentException(raised, fault);
    }
    if (this == CONFLICT) {
      return new ConflictException(raised, fault);
    }
    if (this == NO_RIGHT || this == OWNER_LACKS_RIGHT || this == NO_LOGIN) {
      return new AccessDeniedException(raised, fault);
    }
    if (this == SCHEMA || this == NO_DATABASE || this == STATE || this == POOLER) {
      return new ConfigurationException(raised, fault);
    }
    return new BackendUnavailableException(raised, fault, this == TRANSIENT);
  }
}
