package dev.belay.webhook.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.BackendUnavailableException;
import dev.belay.support.http.FakeTime;
import dev.belay.testservers.leak.Refusals;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class InMemoryIdempotencyStoreTest extends IdempotencyStoreContract {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  private final FakeTime clock = new FakeTime(NOON);
  private final IdempotencyStore store = IdempotencyStores.inMemory(clock, 100);

  @Override
  protected IdempotencyStore store() {
    return store;
  }

  @Override
  protected void endTimeOf(IdempotencyKey key) {
    clock.pass(Duration.ofDays(400));
  }

  @Test
  void endsALeaseAtItsTimeAndNotBefore() {
    Lease lease = acquired(key("e"));
    clock.pass(lease.time().minusMillis(1));
    assertThat(store.begin(key("e"), lease.time()))
        .isEqualTo(new Claim.InProgress(Duration.ofMillis(1)));
    clock.pass(Duration.ofMillis(1));
    acquired(key("e"));
  }

  @Test
  void aClockThatIsSetBackLetsNobodyInTwice() {
    Lease lease = acquired(key("e"));
    clock.pass(Duration.ofHours(-3));
    assertThat(store.begin(key("e"), lease.time())).isInstanceOf(Claim.InProgress.class);
    store.commit(lease, "done", Duration.ofDays(1));
    assertThat(store.begin(key("e"), lease.time())).isEqualTo(new Claim.Completed("done"));
  }

  @Test
  void forgetsWhatIsOverWhenItIsFullAndNothingElse() {
    for (int event = 0; event < 100; event++) {
      acquired(key("e" + event));
    }
    Refusals.refusalOf(
        BackendUnavailableException.class, () -> store.begin(key("more"), Duration.ofMinutes(1)));
    assertThat(store.begin(key("e0"), Duration.ofMinutes(1))).isInstanceOf(Claim.InProgress.class);
    clock.pass(Duration.ofMinutes(5));
    acquired(key("more"));
  }
}
