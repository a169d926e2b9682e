package dev.belay.auth.servlet;

import dev.belay.auth.AuthRequest;
import dev.belay.auth.Caller;
import dev.belay.auth.Sessions;
import dev.belay.auth.SignOut;
import dev.belay.auth.SignOut.Outcome;
import dev.belay.auth.SignOutScope;
import dev.belay.auth.internal.RefusalAnswer;
import dev.belay.support.ConfigurationException;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Objects;

/**
 * Finds out who is calling, refreshes the session where it is due, and keeps the {@link Caller}
 * with the request. Safe for use by many threads.
 *
 * <p>It sets cookies before anything else can answer. It does <em>not</em> protect against forged
 * requests: see {@link Caller#credential()}.
 */
public final class SessionFilter implements Filter {

  private static final String ATTRIBUTE = Caller.class.getName();

  /** A caller, and who said so: another filter's word counts for nothing here. */
  private record Known(Sessions sessions, Caller caller) {}

  private final Sessions sessions;
  private final boolean required;

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
   * Who is calling, as the last filter that the request came through has found.
   *
   * @param request a request that came through this filter
   * @return the caller
   * @throws ConfigurationException if it did not
   */
  public static Caller caller(ServletRequest request) {
    return known(request).caller();
  }

  /**
   * Signs the caller out with the sessions of the last filter that the request came through, and
   * sets the cookies in the answer: see {@link Sessions#signOut}. {@link #caller} goes on to say
   * who it was.
   *
   * @param request a request that came through this filter
   * @param response its answer, not committed yet
   * @param scope which sessions
   * @return what the server has ended
   * @throws ConfigurationException if the request did not come through this filter
   */
  public static Outcome signOut(
      HttpServletRequest request, HttpServletResponse response, SignOutScope scope) {
    SignOut signOut = known(request).sessions().signOut(view(request), scope);
    RefusalAnswer.headersFor(signOut.setCookies(), response::addHeader, response::setHeader);
    return signOut.outcome();
  }

  private static Known known(ServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Known known) {
      return known;
    }
    throw new ConfigurationException("The request did not come through the SessionFilter");
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)) {
      throw new ServletException("The SessionFilter is for HTTP alone");
    }
    Caller caller = known(http, answer);
    if (required && caller.refusal().isPresent()) {
      send(answer, RefusalAnswer.of(caller.refusal().get()));
    } else {
      chain.doFilter(request, response);
    }
  }

  /**
   * A request that is dispatched once more is not looked at again. A filter with other sessions
   * looks for itself, since they may be of another project or stricter.
   */
  @SuppressWarnings("ReferenceEquality") // Other sessions are other ones, whatever they equal.
  private Caller known(HttpServletRequest request, HttpServletResponse response) {
    if (request.getAttribute(ATTRIBUTE) instanceof Known before && before.sessions() == sessions) {
      return before.caller();
    }
    Caller caller = sessions.resume(view(request));
    request.setAttribute(ATTRIBUTE, new Known(sessions, caller));
    RefusalAnswer.headersFor(caller.setCookies(), response::addHeader, response::setHeader);
    return caller;
  }

  private static AuthRequest view(HttpServletRequest request) {
    return name -> Collections.list(request.getHeaders(name));
  }

  private static void send(HttpServletResponse response, RefusalAnswer answer) throws IOException {
    byte[] body = answer.json().getBytes(StandardCharsets.UTF_8);
    response.setStatus(answer.status());
    response.setHeader(answer.headerName(), answer.headerValue());
    response.setHeader("Cache-Control", "no-store");
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
