package dev.belay.support.http;

import dev.belay.support.http.HttpExchangeException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Repeats calls that are marked idempotent, after faults that pass and after the statuses that its
 * {@link RetryPolicy} names. Every other call is sent once.
 *
 * <p>Safe for use by many threads. {@link HttpCall#timeout()} bounds all attempts and pauses
 * together: a pause that would outlast it is not begun, and the last answer or failure is returned
 * as it is. The answer and the failure both say how many attempts there were, and the failure says
 * {@code maybeSent} if any of them may have been.
 */
public final class RetryingHttpTransport implements HttpTransport {

  private static final Duration SHORTEST_ATTEMPT = Duration.ofMillis(1);

  private final HttpTransport delegate;
  private final RetryPolicy policy;
  private final Clock clock;
  private final Sleeper sleeper;
  private final Supplier<RandomGenerator> random;

  private RetryingHttpTransport(
      HttpTransport delegate,
      RetryPolicy policy,
      Clock clock,
      Sleeper sleeper,
      Supplier<RandomGenerator> random) {
    this.delegate = Objects.requireNonNull(delegate, "delegate");
    this.policy = Objects.requireNonNull(policy, "policy");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.sleeper = Objects.requireNonNull(sleeper, "sleeper");
    this.random = random;
  }

  /**
   * Adds repetition to a transport.
   *
   * @param delegate what sends each attempt
   * @param policy how often, how soon and after what
   * @return the transport
   */
  public static HttpTransport over(HttpTransport delegate, RetryPolicy policy) {
    return new RetryingHttpTransport(
        delegate, policy, Clock.systemUTC(), Sleeper.system(), ThreadLocalRandom::current);
  }

  /**
   * Adds repetition to a transport, with a time and a chance that a test controls.
   *
   * @param delegate what sends each attempt
   * @param policy how often, how soon and after what
   * @param clock tells when the deadline has come and how far away a date is
   * @param sleeper waits between two attempts
   * @param random draws the pauses
   * @return the transport
   */
  public static HttpTransport over(
      HttpTransport delegate,
      RetryPolicy policy,
      Clock clock,
      Sleeper sleeper,
      RandomGenerator random) {
    Objects.requireNonNull(random, "random");
    return new RetryingHttpTransport(delegate, policy, clock, sleeper, () -> random);
  }

  @Override
  public HttpReply exchange(HttpCall call) {
    return call.idempotent() ? repeat(call) : delegate.exchange(call);
  }

  private HttpReply repeat(HttpCall call) {
    Instant deadline = clock.instant().plus(call.timeout());
    boolean maybeSent = false;
    for (int attempt = 1; ; attempt++) {
      Optional<Duration> pause;
      try {
        HttpReply reply = delegate.exchange(withinTime(call, deadline));
        pause = pauseAfter(reply, attempt, deadline);
        maybeSent = true;
        if (pause.isEmpty()) {
          return reply.withAttempts(attempt);
        }
      } catch (HttpExchangeException failure) {
        maybeSent |= failure.maybeSent();
        pause = pauseAfter(failure, attempt, deadline);
        if (pause.isEmpty()) {
          throw failure.after(attempt, maybeSent);
        }
      }
      sleep(call, pause.get(), attempt, maybeSent);
    }
  }

  private HttpCall withinTime(HttpCall call, Instant deadline) {
    Duration left = Duration.between(clock.instant(), deadline);
    Duration most = left.compareTo(policy.attemptTimeout()) < 0 ? left : policy.attemptTimeout();
    return call.withTimeout(most.compareTo(SHORTEST_ATTEMPT) < 0 ? SHORTEST_ATTEMPT : most);
  }

  private Optional<Duration> pauseAfter(HttpReply reply, int attempt, Instant deadline) {
    Optional<Duration> asked = RetryAfter.of(reply, clock.instant());
    return policy.repeats(reply, asked)
        ? pause(attempt, asked.orElse(Duration.ZERO), deadline)
        : Optional.empty();
  }

  private Optional<Duration> pauseAfter(
      HttpExchangeException failure, int attempt, Instant deadline) {
    return failure.retryable() ? pause(attempt, Duration.ZERO, deadline) : Optional.empty();
  }

  /** Empty where the attempts are used up, or the time is. */
  private Optional<Duration> pause(int attempt, Duration least, Instant deadline) {
    if (attempt >= policy.maxAttempts()) {
      return Optional.empty();
    }
    Duration drawn = policy.pauseAfter(attempt, random.get());
    Duration pause = drawn.compareTo(least) < 0 ? least : drawn;
    return Optional.of(pause).filter(time -> clock.instant().plus(time).isBefore(deadline));
  }

  @SuppressWarnings("UnusedException") // The reason says it; a cause would add nothing.
  private void sleep(HttpCall call, Duration pause, int attempt, boolean maybeSent) {
    try {
      sleeper.sleep(pause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw HttpExchangeException.of(call, Reason.INTERRUPTED).after(attempt, maybeSent);
    }
  }
}
