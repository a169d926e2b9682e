package dev.belay.auth.httpserver;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.belay.auth.AuthRequest;
import dev.belay.auth.Caller;
import dev.belay.auth.Sessions;
import dev.belay.auth.SignOut;
import dev.belay.auth.SignOut.Outcome;
import dev.belay.auth.SignOutScope;
import dev.belay.auth.internal.RefusalAnswer;
import dev.belay.support.ConfigurationException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;

/**
 * Finds out who is calling, refreshes the session where it is due, and keeps the {@link Caller} for
 * the handler. Safe for use by many threads.
 *
 * <p>The caller is not an attribute of the exchange: the JDK's server shares those among all
 * exchanges of a context, so that one request would see another's user. It does <em>not</em>
 * protect against forged requests: see {@link Caller#credential()}.
 */
public final class SessionFilter extends Filter {

  private final Sessions sessions;
  private final boolean required;

  /** An exchange has no equality but its identity, and is forgotten when it is no longer used. */
  private final Map<HttpExchange, Caller> callers =
      Collections.synchronizedMap(new WeakHashMap<>());

  private SessionFilter(Sessions sessions, boolean required) {
    this.sessions = Objects.requireNonNull(sessions, "sessions");
    this.required = required;
  }

  /**
   * A filter that lets every request pass.
   *
   * @param sessions knows who is calling
   * @return the filter
   */
  public static SessionFilter lookingForUser(Sessions sessions) {
    return new SessionFilter(sessions, false);
  }

  /**
   * A filter that answers with 401 where there is no user, and with 503 where that could not be
   * found out.
   *
   * @param sessions knows who is calling
   * @return the filter
   */
  public static SessionFilter requiringUser(Sessions sessions) {
    return new SessionFilter(sessions, true);
  }

  /**
   * Who is calling.
   *
   * @param exchange the exchange as this filter passed it on; a filter behind this one must not put
   *     another in its place
   * @return the caller
   * @throws ConfigurationException if it did not come through this filter
   */
  public Caller caller(HttpExchange exchange) {
    Caller caller = callers.get(exchange);
    if (caller == null) {
      throw new ConfigurationException("The exchange did not come through this SessionFilter");
    }
    return caller;
  }

  /**
   * Signs the caller out, and sets the cookies in the answer's headers: see {@link
   * Sessions#signOut}. {@link #caller} goes on to say who it was.
   *
   * @param exchange the exchange, before its headers are sent
   * @param scope which sessions
   * @return what the server has ended
   */
  public Outcome signOut(HttpExchange exchange, SignOutScope scope) {
    SignOut signOut = sessions.signOut(view(exchange), scope);
    Headers headers = exchange.getResponseHeaders();
    RefusalAnswer.headersFor(signOut.setCookies(), headers::add, headers::set);
    return signOut.outcome();
  }

  @Override
  public String description() {
    return "Finds out who is calling";
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    Caller caller = sessions.resume(view(exchange));
    callers.put(exchange, caller);
    Headers headers = exchange.getResponseHeaders();
    RefusalAnswer.headersFor(caller.setCookies(), headers::add, headers::set);
    if (required && caller.refusal().isPresent()) {
      send(exchange, RefusalAnswer.of(caller.refusal().get()));
    } else {
      chain.doFilter(exchange);
    }
  }

  private static AuthRequest view(HttpExchange exchange) {
    return name -> exchange.getRequestHeaders().getOrDefault(name, List.of());
  }

  private static void send(HttpExchange exchange, RefusalAnswer answer) throws IOException {
    byte[] body = answer.json().getBytes(StandardCharsets.UTF_8);
    Headers headers = exchange.getResponseHeaders();
    headers.set(answer.headerName(), answer.headerValue());
    headers.set("Cache-Control", "no-store");
    headers.set("Content-Type", "application/json");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
    if (!head) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
    exchange.close();
  }
}
