package dev.belay.realtime.channel;

import dev.belay.realtime.internal.RawJson;
import dev.belay.support.Secret;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * When a token is to be replaced: a minute before its {@code exp}, so that the server never has to
 * shut a channel for it. Nothing is verified, the server does that.
 */
final class TokenLife {

  private static final Duration AHEAD = Duration.ofSeconds(60);
  private static final Duration SOONEST = Duration.ofSeconds(5);
  private static final Duration LATEST = Duration.ofDays(1);

  private TokenLife() {}

  /** How long the token will do, from now, or empty where it does not say when it ends. */
  static Optional<Duration> of(Secret token, Instant now) {
    return expiry(token.reveal()).map(end -> within(Duration.between(now, end.minus(AHEAD))));
  }

  private static Duration within(Duration life) {
    if (life.compareTo(SOONEST) < 0) {
      return SOONEST;
    }
    return life.compareTo(LATEST) > 0 ? LATEST : life;
  }

  private static Optional<Instant> expiry(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
      return RawJson.members(claims)
          .map(members -> members.get("exp"))
          .map(Long::parseLong)
          .map(Instant::ofEpochSecond);
    } catch (IllegalArgumentException | DateTimeException malformed) {
      return Optional.empty();
    }
  }
}
