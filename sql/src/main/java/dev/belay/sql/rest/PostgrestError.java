package dev.belay.sql.rest;

import dev.belay.sql.internal.SqlFault;
import dev.belay.support.BackendFault;
import dev.belay.support.BelayException;
import java.util.Map;

/**
 * What PostgREST's own codes mean to a caller. Each text takes the function and the code.
 *
 * <p>Source: PostgREST, "Errors", versions 12 to 16.
 */
enum PostgrestError {
  NO_DATABASE(SqlFault.TRANSIENT, "PostgREST could not reach the database in time for %s (%s)"),
  BAD_ARGUMENTS(SqlFault.BAD_ARGUMENT, "PostgREST could not read the arguments of %s (%s)"),
  HIDDEN_SCHEMA(
      SqlFault.SCHEMA,
      "PostgREST does not serve the schema of %s (%s): add it to the exposed schemas"),
  UNKNOWN_FUNCTION(
      SqlFault.SCHEMA,
      "%s (%s) is not in PostgREST's schema cache: install the schema of this version, or have the"
          + " cache reloaded (notify pgrst, 'reload schema')"),
  AMBIGUOUS_FUNCTION(
      SqlFault.SCHEMA,
      "%s (%s) is there more than once: drop the function of that name that is not the library's"),
  NO_JWT_SECRET(SqlFault.SCHEMA, "PostgREST has no JWT secret, so it refuses %s (%s)"),
  NO_TOKEN(SqlFault.NO_RIGHT, "No token was sent, and PostgREST has no role for that (%2$s): %1$s"),
  EXPIRED_TOKEN(SqlFault.NO_RIGHT, "The key or token has expired (%2$s): %1$s"),
  BAD_TOKEN(
      SqlFault.NO_RIGHT,
      "The key or token is not valid: malformed, or signed for another project (%2$s): %1$s"),
  OTHER_REQUEST(
      SqlFault.SCHEMA,
      "PostgREST does not take %s (%s) as this library sends it: check the function and PostgREST's"
          + " configuration"),
  FAILURE(SqlFault.PERMANENT, "PostgREST failed in %s (%s)");

  private static final Map<String, PostgrestError> BY_CODE =
      Map.ofEntries(
          Map.entry("PGRST000", NO_DATABASE),
          Map.entry("PGRST001", NO_DATABASE),
          Map.entry("PGRST002", NO_DATABASE),
          Map.entry("PGRST003", NO_DATABASE),
          Map.entry("PGRST102", BAD_ARGUMENTS),
          Map.entry("PGRST106", HIDDEN_SCHEMA),
          Map.entry("PGRST202", UNKNOWN_FUNCTION),
          Map.entry("PGRST203", AMBIGUOUS_FUNCTION),
          Map.entry("PGRST300", NO_JWT_SECRET),
          Map.entry("PGRST302", NO_TOKEN));

  private final SqlFault kind;
  private final String text;

  PostgrestError(SqlFault kind, String text) {
    this.kind = kind;
    this.text = text;
  }

  /**
   * Sorts an error by its code, or else by the code's group. The text is compared only, and never
   * shown: up to version 12 an expired token has the code of a bad one.
   */
  static PostgrestError of(String code, String message) {
    PostgrestError exact = BY_CODE.get(code);
    if (exact != null) {
      return exact;
    }
    if (code.startsWith("PGRST3")) {
      return message.equals("JWT expired") ? EXPIRED_TOKEN : BAD_TOKEN;
    }
    return code.startsWith("PGRST1") || code.startsWith("PGRST2") ? OTHER_REQUEST : FAILURE;
  }

  BelayException exception(String function, String code, BackendFault fault) {
    return kind.raised(text.formatted(function, code), fault);
  }
}
