package dev.belay.webhook.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.ManualClock;
import dev.belay.testservers.leak.Refusals;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InMemoryRateLimiterTest extends RateLimiterContract {

  private final ManualClock clock = new ManualClock();

  @Override
  protected RateLimiter limiter() {
    return RateLimiters.inMemory(LIMIT, WINDOW, clock, 100);
  }

  @Override
  protected void pass(Duration time) {
    clock.pass(time);
  }

  @Test
  void forgetsTheSourceThatWasSilentForLongest() {
    RateLimiter limiter = RateLimiters.inMemory(1, WINDOW, clock, 2);
    limiter.acquire("a");
    limiter.acquire("b");
    limiter.acquire("a");
    limiter.acquire("c");
    assertThat(limiter.acquire("a").allowed()).isFalse();
    assertThat(limiter.acquire("b").allowed()).isTrue();
  }

  @Test
  void refusesLimitsThatAreNone() {
    Clock any = Clock.systemUTC();
    for (int limit : new int[] {0, -1, 1_000_001}) {
      Refusals.refusalOf(
          InvalidArgumentException.class, () -> RateLimiters.inMemory(limit, WINDOW, any, 1));
    }
    for (Duration window :
        new Duration[] {Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(2)}) {
      Refusals.refusalOf(
          InvalidArgumentException.class, () -> RateLimiters.inMemory(1, window, any, 1));
    }
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> RateLimiters.inMemory(1, WINDOW, any, 0));
  }
}
