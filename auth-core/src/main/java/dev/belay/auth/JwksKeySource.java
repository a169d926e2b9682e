package dev.belay.auth;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpExchangeException;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The project's published keys (RFC 7517), fetched when they are first needed and kept.
 *
 * <ul>
 *   <li>Fresh keys are used without a look at the network. Stale ones are fetched again by one
 *       caller, while the others go on with what is there.
 *   <li>An id that is not known leads to one fetch, and to no second one within the pause: whoever
 *       invents ids reaches the endpoint no more often than that.
 *   <li>Whoever asks for an unknown id waits a moment at most for another's fetch.
 *   <li>While the endpoint is away, known keys serve on for a bounded time, and it is asked no more
 *       often than once per pause. After that time nothing is verified, since a key that was
 *       revoked would otherwise live for as long as somebody keeps the endpoint away.
 * </ul>
 */
final class JwksKeySource implements KeySource {

  /** Between two fetches that are not due by themselves. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  /** A slow endpoint and invented ids must not hold all of a server's threads. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final int LARGEST_ANSWER = 1 << 16;

  private final HttpTransport http;
  private final HttpCall call;
  private final Clock clock;
  private final Duration staleFor;
  private final ReentrantLock fetching = new ReentrantLock();

  private volatile @Nullable PublishedKeys current;
  private volatile @Nullable Instant lastAttempt;

  /** How often the endpoint was asked; changed under the lock alone. */
  private volatile int attempts;

  JwksKeySource(HttpTransport http, URI jwks, Clock clock, Duration staleFor) {
    this.http = http;
    this.call =
        HttpCall.get(jwks)
            .header("Accept", "application/json")
            .timeout(DEADLINE)
            .responseLimit(LARGEST_ANSWER)
            .build();
    this.clock = clock;
    this.staleFor = staleFor;
  }

  @Override
  public VerificationKey find(TokenHeader header) {
    String keyId = header.keyId();
    if (keyId == null) {
      throw new AuthRefusedException(AuthRefusal.UNKNOWN_KEY);
    }
    int seen = attempts;
    VerificationKey key = usable(seen).keys().get(keyId);
    if (key == null) {
      key = afterAnotherLook(keyId, seen);
    }
    if (key.algorithm() != header.algorithm()) {
      throw new AuthRefusedException(AuthRefusal.UNKNOWN_KEY);
    }
    return key;
  }

  /** What is there, fetched first where nothing is there or it is stale. */
  private PublishedKeys usable(int seen) {
    PublishedKeys keys = current;
    if (keys == null) {
      return fetchedByOne(seen).orElseThrow(JwksKeySource::unavailable);
    }
    Instant now = clock.instant();
    if (keys.areFresh(now)) {
      return keys;
    }
    Optional<PublishedKeys> newer =
        mayFetch(now) && fetching.tryLock() ? underLock(seen) : Optional.ofNullable(current);
    return newer
        .filter(found -> now.isBefore(found.freshUntil().plus(staleFor)))
        .orElseThrow(JwksKeySource::unavailable);
  }

  private VerificationKey afterAnotherLook(String keyId, int seen) {
    if (!isLockedSoon()) {
      throw unavailable(); // whoever fetches may find the key
    }
    Optional<PublishedKeys> newer = underLock(seen);
    VerificationKey key = newer.map(PublishedKeys::keys).map(keys -> keys.get(keyId)).orElse(null);
    if (key != null) {
      return key;
    }
    if (newer.isEmpty() || lastAttemptFailed(newer.get())) {
      throw unavailable(); // the key may be a new one
    }
    throw new AuthRefusedException(AuthRefusal.UNKNOWN_KEY);
  }

  /** Fetches, unless another thread did while this one waited, or the pause is not over. */
  private Optional<PublishedKeys> fetchedByOne(int seen) {
    fetching.lock();
    return underLock(seen);
  }

  @SuppressWarnings("UnusedException") // The flag says it.
  private boolean isLockedSoon() {
    try {
      return fetching.tryLock(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Optional<PublishedKeys> underLock(int seen) {
    try {
      Instant now = clock.instant();
      if (attempts == seen && mayFetch(now)) {
        attempts = seen + 1;
        lastAttempt = now;
        fetch(now).ifPresent(keys -> current = keys);
      }
      return Optional.ofNullable(current);
    } finally {
      fetching.unlock();
    }
  }

  /** A clock that was set back must not stop the fetching until it has caught up. */
  private boolean mayFetch(Instant now) {
    Instant last = lastAttempt;
    return last == null || now.isBefore(last) || !now.isBefore(last.plus(PAUSE));
  }

  private boolean lastAttemptFailed(PublishedKeys keys) {
    Instant last = lastAttempt;
    return last != null && last.isAfter(keys.fetched());
  }

  private Optional<PublishedKeys> fetch(Instant now) {
    try {
      HttpReply reply = http.exchange(call);
      return PublishedKeys.of(reply, now);
    } catch (HttpExchangeException away) {
      return Optional.empty();
    }
  }

  private static BackendUnavailableException unavailable() {
    return new BackendUnavailableException(
        "The project's signing keys could not be fetched from Supabase Auth",
        BackendFault.none(),
        true);
  }
}
