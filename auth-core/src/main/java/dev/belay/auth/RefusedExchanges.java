package dev.belay.auth;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Bounds how many exchanges the server may refuse in a minute: for each access token, and in all.
 * Safe for use by many threads.
 *
 * <p>Whoever kept one access token could send it with invented refresh tokens for ever, and
 * Supabase Auth counts exchanges by the caller's address, which is ours for all users. What
 * succeeds is not counted. The access token is the key, since nobody can use up another's: its user
 * may be invented where only the server can check the signature.
 */
final class RefusedExchanges {

  static final int PER_TOKEN = 5;
  static final int IN_ALL = 100;

  /** Tokens are counted within the minute, so there are few more than are refused in it. */
  private final Map<String, Integer> perToken = new HashMap<>();

  private final Ration minute;
  private int refused;

  RefusedExchanges(Clock clock) {
    this.minute = new Ration(1, Duration.ofMinutes(1), clock);
  }

  /**
   * Makes an exchange, if refusals are left.
   *
   * @param token the hash of the access token that came along
   * @throws BackendUnavailableException if none are left, so that no cookie is removed
   */
  SessionTokens counted(String token, Supplier<SessionTokens> exchange) {
    begin(token);
    boolean wasRefused = false;
    try {
      return exchange.get();
    } catch (AuthRefusedException refusal) {
      wasRefused = true;
      throw refusal;
    } finally {
      end(token, wasRefused);
    }
  }

  /** Counts it before it is made, or many at the same time would all be let through. */
  private synchronized void begin(String token) {
    if (minute.take()) {
      perToken.clear();
      refused = 0;
    }
    if (refused >= IN_ALL || perToken.getOrDefault(token, 0) >= PER_TOKEN) {
      throw new BackendUnavailableException(
          "Supabase Auth has refused too many refresh tokens", BackendFault.none(), true);
    }
    perToken.merge(token, 1, Integer::sum);
  }

  private synchronized void end(String token, boolean wasRefused) {
    if (wasRefused) {
      refused++;
    } else {
      perToken.computeIfPresent(token, (same, count) -> count > 1 ? count - 1 : null);
    }
  }
}
