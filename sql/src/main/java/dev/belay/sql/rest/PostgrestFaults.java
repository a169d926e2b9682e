package dev.belay.sql.rest;

import dev.belay.sql.internal.RaisedText;
import dev.belay.sql.internal.SqlFault;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.http.HttpReply;
import java.util.Optional;

/**
 * Makes the library's exceptions of PostgREST's errors: by the SQLSTATE where the database gave
 * one, so that a fault is the same over JDBC; else by PostgREST's own code; else by the status
 * alone.
 *
 * <p>No text of the answer comes through but what our own SQL raised. Source: PostgREST, "Errors",
 * versions 12 to 16.
 */
final class PostgrestFaults {

  private static final String OWN_PREFIX = "belay: ";
  private static final int UNAUTHORIZED = 401;

  private PostgrestFaults() {}

  static BelayException of(String function, HttpReply reply) {
    ErrorBody body = ErrorBody.of(reply);
    Optional<String> code = body.postgrestCode();
    if (code.isPresent()) {
      BackendFault fault = BackendFault.ofHttp(reply.status(), null, code.get());
      return ofOwnCode(function, code.get(), body.message(), fault);
    }
    Optional<String> state = body.sqlState();
    if (state.isPresent()) {
      BackendFault fault = BackendFault.ofHttp(reply.status(), state.get(), null);
      return ofSqlState(function, state.get(), body.message(), fault);
    }
    return StatusFaults.of(function, reply.status());
  }

  private static BelayException ofSqlState(
      String function, String state, String message, BackendFault fault) {
    SqlFault kind = SqlFault.of(state, message, function);
    // Over JDBC a severity may stand before our prefix; here there is none.
    Optional<String> ours =
        message.startsWith(OWN_PREFIX) ? RaisedText.of(state, message) : Optional.empty();
    if (ours.isPresent()) {
      return kind.raised(ours.get(), fault);
    }
    if (state.equals("22023") && fault.httpStatus().orElse(0) == UNAUTHORIZED) {
      return new AccessDeniedException(
          "The token for " + function + " names a role that this database does not have", fault);
    }
    return switch (kind) {
      case NO_RIGHT ->
          kind.raised(
              "The role of this key may not call "
                  + function
                  + ": the key must be one of service_role (SQLSTATE "
                  + state
                  + ")",
              fault);
      case NO_LOGIN ->
          kind.raised(
              "The database refused "
                  + function
                  + " by its rules for logins (SQLSTATE "
                  + state
                  + "): check PostgREST's own login",
              fault);
      case POOLER ->
          kind.raised(
              "A transaction pooler lost PostgREST's prepared statement of "
                  + function
                  + ": set db-prepared-statements to false",
              fault);
      default -> kind.exception(function, fault);
    };
  }

  private static BelayException ofOwnCode(
      String function, String code, String message, BackendFault fault) {
    return switch (code) {
      case "PGRST000", "PGRST001", "PGRST002", "PGRST003" ->
          new BackendUnavailableException(
              "PostgREST could not reach the database in time for " + suffixed(function, code),
              fault,
              true);
      case "PGRST102" ->
          new InvalidArgumentException(
              "PostgREST could not read the arguments of " + suffixed(function, code), fault);
      case "PGRST106" ->
          new ConfigurationException(
              "PostgREST does not serve the schema of "
                  + suffixed(function, code)
                  + ": add it to the exposed schemas",
              fault);
      case "PGRST202" ->
          new ConfigurationException(
              suffixed(function, code)
                  + " is not in PostgREST's schema cache: install the schema of this version, or"
                  + " have the cache reloaded (notify pgrst, 'reload schema')",
              fault);
      case "PGRST203" ->
          new ConfigurationException(
              suffixed(function, code)
                  + " is there more than once: drop the function of that name that is not the"
                  + " library's",
              fault);
      case "PGRST300" ->
          new ConfigurationException(
              "PostgREST has no JWT secret, so it refuses " + suffixed(function, code), fault);
      default -> ofGroup(function, code, message, fault);
    };
  }

  private static BelayException ofGroup(
      String function, String code, String message, BackendFault fault) {
    if (code.startsWith("PGRST3")) {
      return new AccessDeniedException(refused(code, message) + ": " + function, fault);
    }
    if (code.startsWith("PGRST1") || code.startsWith("PGRST2")) {
      return new ConfigurationException(
          "PostgREST does not take "
              + suffixed(function, code)
              + " as this library sends it: check the function and PostgREST's configuration",
          fault);
    }
    return new BackendUnavailableException(
        "PostgREST failed in " + suffixed(function, code), fault, false);
  }

  /** Up to version 12 the code is the same for all, and only the text says which. */
  private static String refused(String code, String message) {
    if (message.equals("JWT expired")) {
      return "The key or token has expired (" + code + ")";
    }
    if (code.equals("PGRST302")) {
      return "No token was sent, and PostgREST has no role for that (" + code + ")";
    }
    return "The key or token is not valid: malformed, or signed for another project (" + code + ")";
  }

  private static String suffixed(String function, String code) {
    return function + " (" + code + ")";
  }
}
