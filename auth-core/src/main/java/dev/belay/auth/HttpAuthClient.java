package dev.belay.auth;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpHeader;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One request per call, with the publishable key in {@code apikey}. */
final class HttpAuthClient implements AuthClient {

  /** Less than the ten seconds for which the server forgives a second exchange. */
  private static final Duration DEADLINE = Duration.ofSeconds(8);

  private static final int LARGEST_ANSWER = 1 << 18;
  private static final int LONGEST_REFRESH_TOKEN = 4096;

  private static final Set<String> GONE =
      Set.of("session_not_found", "session_expired", "user_not_found");

  private final SupabaseProject project;
  private final HttpTransport http;
  private final Clock clock;

  HttpAuthClient(SupabaseProject project, HttpTransport http, Clock clock) {
    this.project = project;
    this.http = http;
    this.clock = clock;
  }

  @Override
  public UUID userId(Secret accessToken) {
    HttpReply reply =
        http.exchange(with(HttpCall.get(at("user"))).bearer(sendable(accessToken)).build());
    if (reply.status() != 200) {
      throw refusedUser(reply);
    }
    return JsonMembers.of(reply.body())
        .flatMap(user -> user.text("id"))
        .flatMap(HttpAuthClient::uuid)
        .orElseThrow(() -> unexpected(reply));
  }

  @Override
  public SessionTokens refresh(Secret refreshToken) {
    if (refreshToken.reveal().length() > LONGEST_REFRESH_TOKEN) {
      throw new AuthRefusedException(AuthRefusal.REFRESH_REFUSED);
    }
    String quoted =
        String.valueOf(JsonStringEncoder.getInstance().quoteAsString(refreshToken.reveal()));
    HttpReply reply =
        http.exchange(
            with(HttpCall.post(at("token?grant_type=refresh_token")))
                .json("{\"refresh_token\":\"" + quoted + "\"}")
                .idempotent(true)
                .build());
    if (reply.status() != 200) {
      throw refusedRefresh(reply);
    }
    return SessionTokens.read(reply.text(), clock.instant())
        .filter(session -> session.refreshToken().isPresent())
        .orElseThrow(() -> unexpected(reply));
  }

  @Override
  public void signOut(Secret accessToken, SignOutScope scope) {
    HttpReply reply =
        http.exchange(
            with(HttpCall.post(at("logout?scope=" + scope.word())))
                .bearer(sendable(accessToken))
                .idempotent(true)
                .build());
    if (!reply.isSuccess() && !(scope == SignOutScope.LOCAL && isGone(reply))) {
      throw refusedUser(reply);
    }
  }

  /** The only session that was meant is not there. */
  private static boolean isGone(HttpReply reply) {
    return GONE.contains(AuthFaults.of(reply).code().orElse(""));
  }

  private URI at(String path) {
    return project.authUrl().resolve(path);
  }

  private HttpCall.Builder with(HttpCall.Builder call) {
    return call.header("apikey", project.publishableKey())
        .header("Accept", "application/json")
        .header("X-Supabase-Api-Version", "2024-01-01")
        .timeout(DEADLINE)
        .responseLimit(LARGEST_ANSWER);
  }

  /** A token that cannot stand in a header is none of the server's. */
  @SuppressWarnings("UnusedException")
  private static Secret sendable(Secret token) {
    try {
      return new HttpHeader("Authorization", token).value();
    } catch (InvalidArgumentException e) {
      throw new AuthRefusedException(AuthRefusal.MALFORMED_TOKEN);
    }
  }

  private static BelayException refusedUser(HttpReply reply) {
    BackendFault fault = AuthFaults.of(reply);
    return switch (fault.code().orElse("")) {
      case "bad_jwt", "no_authorization" ->
          new AuthRefusedException(AuthRefusal.WRONG_SIGNATURE, fault);
      case "session_not_found", "session_expired", "user_not_found", "user_banned" ->
          new AuthRefusedException(AuthRefusal.SESSION_ENDED, fault);
      default -> AuthFaults.other(reply.status(), fault);
    };
  }

  private static BelayException refusedRefresh(HttpReply reply) {
    BackendFault fault = AuthFaults.of(reply);
    boolean ours = reply.status() == 400 || reply.status() == 403 || reply.status() == 422;
    return ours && fault.code().isPresent()
        ? new AuthRefusedException(AuthRefusal.REFRESH_REFUSED, fault)
        : AuthFaults.other(reply.status(), fault);
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(TokenClaims.uuidInFull(text));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static BackendUnavailableException unexpected(HttpReply reply) {
    return new BackendUnavailableException(
        "Supabase Auth gave an answer of another form",
        BackendFault.ofHttp(reply.status(), null, null),
        false);
  }
}
