package dev.belay.testservers.auth;

import dev.belay.testservers.leak.TestKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Refresh tokens that rotate: each is good once. A second use is forgiven within the reuse
 * interval, and for the token before the one that is current; any other ends the session (Supabase,
 * "User sessions"). Safe for use by many threads.
 */
final class RefreshTokens {

  static final Duration REUSE_INTERVAL = Duration.ofSeconds(10);

  private final Clock clock;
  private final Map<String, Token> tokens = new HashMap<>();
  private final Map<UUID, String> current = new HashMap<>();
  private final Set<UUID> ended = new HashSet<>();

  private record Token(UUID session, UUID user, @Nullable String parent, @Nullable Instant used) {}

  /** What came of a use: a session and its current token, or an error code. */
  record Outcome(
      @Nullable UUID user,
      @Nullable UUID session,
      @Nullable String token,
      @Nullable String errorCode) {}

  RefreshTokens(Clock clock) {
    this.clock = clock;
  }

  synchronized String first(UUID session, UUID user) {
    return issue(session, user, null);
  }

  synchronized Outcome use(String presented) {
    Token token = tokens.get(presented);
    if (token == null || ended.contains(token.session())) {
      return refused("refresh_token_not_found");
    }
    String active = current.getOrDefault(token.session(), "");
    Instant used = token.used();
    if (used == null) {
      tokens.put(
          presented, new Token(token.session(), token.user(), token.parent(), clock.instant()));
      return good(token, issue(token.session(), token.user(), presented));
    }
    Token newest = tokens.get(active);
    boolean isParentOfActive = newest != null && presented.equals(newest.parent());
    boolean isRecent = clock.instant().isBefore(used.plus(REUSE_INTERVAL));
    if (isParentOfActive || isRecent) {
      return good(token, active);
    }
    ended.add(token.session());
    return refused("refresh_token_already_used");
  }

  synchronized void end(UUID session) {
    ended.add(session);
  }

  /** Ends a user's sessions. */
  synchronized void endAll(UUID user, @Nullable UUID butThisSession) {
    tokens.values().stream()
        .filter(token -> token.user().equals(user) && !token.session().equals(butThisSession))
        .forEach(token -> ended.add(token.session()));
  }

  synchronized boolean isEnded(UUID session) {
    return ended.contains(session);
  }

  private String issue(UUID session, UUID user, @Nullable String parent) {
    String token = TestKeys.withPrefix("", 22);
    tokens.put(token, new Token(session, user, parent, null));
    current.put(session, token);
    return token;
  }

  private static Outcome good(Token token, String active) {
    return new Outcome(token.user(), token.session(), active, null);
  }

  private static Outcome refused(String code) {
    return new Outcome(null, null, null, code);
  }
}
