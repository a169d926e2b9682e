package dev.belay.webhook.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every limiter does. A subclass supplies one of three requests in a minute, and its time. */
public abstract class RateLimiterContract {

  protected static final int LIMIT = 3;
  protected static final Duration WINDOW = Duration.ofMinutes(1);

  /** A limiter that nothing has counted against. */
  protected abstract RateLimiter limiter();

  /** Lets time pass for the limiters that this object made. */
  protected abstract void pass(Duration time);

  @Test
  void allowsAsManyAtOnceAsTheLimitSays() {
    RateLimiter limiter = limiter();
    for (int i = 0; i < LIMIT; i++) {
      assertThat(limiter.acquire("a")).isEqualTo(new RateDecision(true, LIMIT, Duration.ZERO));
    }
    RateDecision refused = limiter.acquire("a");
    assertThat(refused.allowed()).isFalse();
    assertThat(refused.limit()).isEqualTo(LIMIT);
    assertThat(refused.retryAfter()).isPositive().isLessThanOrEqualTo(WINDOW);
  }

  @Test
  void allowsTheNextOneWhenItSaid() {
    RateLimiter limiter = limiter();
    IntStream.range(0, LIMIT).forEach(i -> limiter.acquire("a"));
    Duration wait = limiter.acquire("a").retryAfter();
    Duration before = Duration.ofSeconds(10); // where time passes by itself, it passes less
    pass(wait.minus(before));
    assertThat(limiter.acquire("a").allowed()).isFalse();
    pass(before);
    assertThat(limiter.acquire("a").allowed()).isTrue();
  }

  @Test
  void allowsAllOfItAgainAfterTheWindow() {
    RateLimiter limiter = limiter();
    IntStream.range(0, 10).forEach(i -> limiter.acquire("a"));
    pass(WINDOW);
    for (int i = 0; i < LIMIT; i++) {
      assertThat(limiter.acquire("a").allowed()).isTrue();
    }
    assertThat(limiter.acquire("a").allowed()).isFalse();
  }

  @Test
  void doesNotCountWhatItRefuses() {
    RateLimiter limiter = limiter();
    IntStream.range(0, LIMIT).forEach(i -> limiter.acquire("a"));
    Duration wait = limiter.acquire("a").retryAfter();
    IntStream.range(0, 100).forEach(i -> limiter.acquire("a"));
    pass(wait);
    assertThat(limiter.acquire("a").allowed()).isTrue();
  }

  @Test
  void countsEachSourceForItself() {
    RateLimiter limiter = limiter();
    IntStream.range(0, LIMIT + 1).forEach(i -> limiter.acquire("a"));
    for (String other : new String[] {"b", "", "A", "a ", "\u00e4", "x".repeat(500)}) {
      assertThat(limiter.acquire(other).allowed()).isTrue();
    }
  }

  @Test
  void countsRightFromManyThreads() {
    RateLimiter limiter = limiter();
    long allowed =
        IntStream.range(0, 100).parallel().filter(i -> limiter.acquire("a").allowed()).count();
    assertThat(allowed).isEqualTo(LIMIT);
  }
}
