package dev.belay.webhook.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.http.FakeTime;
import dev.belay.support.telemetry.OperationalAlerts;
import dev.belay.support.telemetry.RecordingLogger;
import dev.belay.testservers.leak.Refusals;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailOpenIdempotencyStoreTest extends IdempotencyStoreContract {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final FakeTime clock = new FakeTime(Instant.parse("2026-11-26T12:00:00Z"));
  private final RecordingLogger log = new RecordingLogger();
  private final Outage outage = new Outage(IdempotencyStores.inMemory(clock, 1000));
  private final IdempotencyStore store =
      IdempotencyStores.failOpen(outage, OperationalAlerts.of("belay", clock, log));

  @Override
  protected IdempotencyStore store() {
    return store;
  }

  @Override
  protected void endTimeOf(IdempotencyKey key) {
    clock.pass(Duration.ofDays(400));
  }

  @Test
  void letsEventsPassDuringAnOutageAndSaysSoOnceAMinute() {
    outage.on = true;
    for (int attempt = 0; attempt < 3; attempt++) {
      Lease lease = unguarded();
      assertThat(store.renew(lease, Duration.ofMinutes(2)).time())
          .isEqualTo(MINUTE.multipliedBy(2));
      assertThat(store.release(lease)).isFalse();
      store.commit(lease, "done", MINUTE);
    }
    assertThat(log.lines())
        .singleElement()
        .asString()
        .startsWith("ERROR [operational-alert]")
        .contains("\"event\":\"idempotency.degraded\"")
        .contains("\"degradedMode\":\"fail_open\"")
        .contains("\"operation\":\"begin\"")
        .contains("\"errorName\":\"BackendUnavailableException\"")
        .contains("\"namespace\":\"" + key("e").scope() + "\"")
        .doesNotContain("an-event");
  }

  @Test
  void doesNotFailAHandledEventWhoseResultCannotBeStored() {
    Lease lease = acquired(key("an-event"));
    outage.on = true;
    assertThat(store.renew(lease, MINUTE)).isEqualTo(lease.lasting(MINUTE));
    store.commit(lease, "done", MINUTE);
    assertThat(store.release(lease)).isFalse();
    assertThat(log.lines()).hasSize(3).allMatch(line -> line.contains("idempotency.degraded"));
  }

  @Test
  void isAsStrictAsEverAfterTheOutage() {
    outage.on = true;
    Lease lease = unguarded();
    outage.on = false;
    acquired(key("an-event"));
    assertThat(store.release(lease)).isFalse();
    assertThat(store.begin(key("an-event"), MINUTE)).isInstanceOf(Claim.InProgress.class);
  }

  @Test
  void refusesBadInputDuringAnOutageToo() {
    outage.on = true;
    Lease lease = unguarded();
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> store.begin(key("e"), Duration.ofDays(2)));
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> store.commit(lease, "x".repeat(70_000), MINUTE));
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> store.commit(lease, "", Duration.ZERO));
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> store.renew(lease, Duration.ofDays(2)));
  }

  private Lease unguarded() {
    Claim claim = store.begin(key("an-event"), MINUTE);
    assertThat(claim).isInstanceOf(Claim.Acquired.class);
    Lease lease = ((Claim.Acquired) claim).lease();
    assertThat(lease.guarded()).isFalse();
    return lease;
  }

  /** A store that can be out of reach. */
  private static final class Outage implements IdempotencyStore {

    private final IdempotencyStore delegate;
    private volatile boolean on;

    private Outage(IdempotencyStore delegate) {
      this.delegate = delegate;
    }

    private IdempotencyStore reached() {
      if (on) {
        throw new BackendUnavailableException("out of reach", BackendFault.none(), true);
      }
      return delegate;
    }

    @Override
    public Claim begin(IdempotencyKey key, Duration leaseTime) {
      return reached().begin(key, leaseTime);
    }

    @Override
    public void commit(Lease lease, String result, Duration retention) {
      reached().commit(lease, result, retention);
    }

    @Override
    public boolean release(Lease lease) {
      return reached().release(lease);
    }

    @Override
    public Lease renew(Lease lease, Duration leaseTime) {
      return reached().renew(lease, leaseTime);
    }
  }
}
