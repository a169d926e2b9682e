package dev.belay.auth;

import dev.belay.support.Secret;
import dev.belay.support.Sha256;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Exchanges each refresh token once, however many requests bring it at the same time, and hands the
 * result to those that come shortly after.
 *
 * <p>It is remembered under a hash of the token for ten seconds, the time for which the server
 * would answer a second exchange with the same session (Supabase, "User sessions"). A refusal is
 * remembered too; that the server is away is not. Between processes the server's forgiveness alone
 * helps.
 */
final class SharedRefresh {

  static final Duration REMEMBERED = Duration.ofSeconds(10);
  private static final int MOST = 10_000;

  private final AuthClient client;
  private final Clock clock;
  private final RefusedExchanges refusals;

  /** The oldest comes first. */
  private final Map<String, Exchange> exchanges = new LinkedHashMap<>();

  private record Exchange(CompletableFuture<SessionTokens> result, Instant begun) {}

  SharedRefresh(AuthClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
    this.refusals = new RefusedExchanges(clock);
  }

  /**
   * @param accessToken what the refresh token came with; its refusals are bounded
   */
  SessionTokens refresh(Secret accessToken, Secret refreshToken) {
    String key = Sha256.hex(refreshToken.reveal());
    CompletableFuture<SessionTokens> mine = new CompletableFuture<>();
    CompletableFuture<SessionTokens> shared = join(key, mine);
    if (shared == mine) {
      exchange(key, accessToken, refreshToken, mine);
    }
    return await(shared);
  }

  private synchronized CompletableFuture<SessionTokens> join(
      String key, CompletableFuture<SessionTokens> mine) {
    Instant now = clock.instant();
    forget(now);
    return exchanges.computeIfAbsent(key, absent -> new Exchange(mine, now)).result();
  }

  private void exchange(
      String key,
      Secret accessToken,
      Secret refreshToken,
      CompletableFuture<SessionTokens> result) {
    try {
      result.complete(
          refusals.counted(Sha256.hex(accessToken.reveal()), () -> client.refresh(refreshToken)));
    } catch (AuthRefusedException refused) {
      result.completeExceptionally(refused);
    } catch (RuntimeException | Error failure) {
      remove(key);
      result.completeExceptionally(failure);
    }
  }

  /**
   * Forgets the exchanges that have led to a session, or a request that comes late with its old
   * cookie would be given what was signed out.
   */
  synchronized void forget(Secret accessToken) {
    exchanges.values().removeIf(exchange -> hasLedTo(exchange.result(), accessToken));
  }

  private static boolean hasLedTo(CompletableFuture<SessionTokens> result, Secret accessToken) {
    return result.isDone()
        && !result.isCompletedExceptionally()
        && result.join().accessToken().equals(accessToken);
  }

  private static SessionTokens await(CompletableFuture<SessionTokens> result) {
    try {
      return result.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (failed.getCause() instanceof Error cause) {
        throw cause;
      }
      throw failed;
    }
  }

  private synchronized void remove(String key) {
    exchanges.remove(key);
  }

  /** What is over, and the oldest where there are too many. One that is under way stays. */
  private void forget(Instant now) {
    Iterator<Exchange> oldest = exchanges.values().iterator();
    while (oldest.hasNext()) {
      Exchange exchange = oldest.next();
      // Nor must a clock that was set back keep a result until it has caught up.
      boolean over =
          now.isBefore(exchange.begun()) || !now.isBefore(exchange.begun().plus(REMEMBERED));
      if (!over && exchanges.size() < MOST) {
        return;
      }
      if (exchange.result().isDone()) {
        oldest.remove();
      }
    }
  }
}
