package dev.belay.sql.rest;

import dev.belay.sql.internal.RaisedText;
import dev.belay.sql.internal.SqlFault;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendFault;
import dev.belay.support.BelayException;
import dev.belay.support.http.HttpReply;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the library's exceptions of PostgREST's errors: by the SQLSTATE where the database gave
 * one, so that a fault is the same over JDBC; else by PostgREST's own code; else by the status
 * alone.
 *
 * <p>No text of the answer comes through but what our own SQL raised.
 */
final class PostgrestFaults {

  private static final int UNAUTHORIZED = 401;

  /** What over REST is to be done elsewhere than over JDBC. Each takes function and SQLSTATE. */
  private static final Map<SqlFault, String> BY_KIND =
      Map.of(
          SqlFault.NO_RIGHT,
          "The role of this key may not call %s: the key must be one of service_role (SQLSTATE %s)",
          SqlFault.NO_LOGIN,
          "The database refused %s by its rules for logins (SQLSTATE %s): check PostgREST's own"
              + " login",
          SqlFault.POOLER,
          "A transaction pooler lost PostgREST's prepared statement of %s: set"
              + " db-prepared-statements to false");

  private PostgrestFaults() {}

  static BelayException of(String function, HttpReply reply) {
    ErrorBody body = ErrorBody.of(reply);
    Optional<String> code = body.postgrestCode();
    if (code.isPresent()) {
      BackendFault fault = BackendFault.ofHttp(reply.status(), null, code.get());
      return PostgrestError.of(code.get(), body.message()).exception(function, code.get(), fault);
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
        message.startsWith(RaisedText.PREFIX) ? RaisedText.of(state, message) : Optional.empty();
    if (ours.isPresent()) {
      return kind.raised(ours.get(), fault);
    }
    if (state.equals("22023") && fault.httpStatus().orElse(0) == UNAUTHORIZED) {
      return new AccessDeniedException(
          "The token for " + function + " names a role that this database does not have", fault);
    }
    String text = BY_KIND.get(kind);
    return text == null
        ? kind.exception(function, fault)
        : kind.raised(text.formatted(function, state), fault);
  }
}
