package dev.belay.auth.internal;

import dev.belay.auth.AuthRefusal;
import dev.belay.auth.SessionCookies;
import dev.belay.auth.SetCookie;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The answer to a caller who has to be a user and is none: 401 with a challenge (RFC 6750, section
 * 3), or 503 where it could not be found out.
 *
 * @param status the status
 * @param headerName the header that tells the client what to do
 * @param headerValue its value
 * @param json the body
 */
public record RefusalAnswer(int status, String headerName, String headerValue, String json) {

  /**
   * The answer for a reason.
   *
   * @param reason why there is no user
   * @return the answer
   */
  public static RefusalAnswer of(AuthRefusal reason) {
    if (reason == AuthRefusal.UNAVAILABLE) {
      return new RefusalAnswer(503, "Retry-After", "5", json("unavailable", reason));
    }
    String challenge =
        reason == AuthRefusal.NO_SESSION ? "Bearer" : "Bearer error=\"invalid_token\"";
    return new RefusalAnswer(401, "WWW-Authenticate", challenge, json("unauthorized", reason));
  }

  /**
   * Passes on the headers that an answer which sets cookies must have.
   *
   * @param cookies the cookies, none for no header
   * @param add adds a header beside others of its name
   * @param set sets a header in place of others
   */
  public static void headersFor(
      List<SetCookie> cookies, BiConsumer<String, String> add, BiConsumer<String, String> set) {
    for (SetCookie cookie : cookies) {
      add.accept("Set-Cookie", cookie.header().reveal());
    }
    if (!cookies.isEmpty()) {
      SessionCookies.NO_STORE.forEach(set);
    }
  }

  private static String json(String error, AuthRefusal reason) {
    return "{\"error\":\"" + error + "\",\"reason\":\"" + reason.word() + "\"}";
  }
}
