package dev.belay.auth;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.http.HttpReply;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what Supabase Auth, or the gateway before it, refuses with: codes only. */
final class AuthFaults {

  private static final Pattern CODE = Pattern.compile("[a-z0-9_]{1,64}");

  private AuthFaults() {}

  /**
   * The fault of an answer. Its code is in {@code x-sb-error-code}, in {@code code}, or in the
   * older {@code error_code}.
   */
  static BackendFault of(HttpReply reply) {
    Optional<JsonMembers> body = JsonMembers.of(reply.body());
    String code =
        reply
            .header("x-sb-error-code")
            .or(() -> body.flatMap(found -> found.text("code")))
            .or(() -> body.flatMap(found -> found.text("error_code")))
            .filter(text -> CODE.matcher(text).matches())
            .orElse(null);
    return BackendFault.ofHttp(reply.status(), null, code);
  }

  /** What a refusal is that says nothing about a token. */
  static BelayException other(int status, BackendFault fault) {
    if (status == 401 || status == 403) {
      return new ConfigurationException(
          "The project's gateway refused the publishable key: check it and the project's URL",
          fault);
    }
    if (status == 404 || status == 405) {
      return new ConfigurationException(
          "Supabase Auth is not at the project's URL: check it", fault);
    }
    boolean passing = status == 429 || status >= 500;
    return new BackendUnavailableException(
        "Supabase Auth answered with status " + status, fault, passing);
  }
}
