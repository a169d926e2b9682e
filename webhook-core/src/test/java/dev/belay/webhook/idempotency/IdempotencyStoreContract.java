package dev.belay.webhook.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.Refusals;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every store of events does, whoever keeps it. */
public abstract class IdempotencyStoreContract {

  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final Duration KEPT = Duration.ofDays(1);

  /** Of this test alone, since some backends are shared. */
  private final String scope = "s" + UUID.randomUUID();

  private final IdempotencyKey key = key("event-1");

  /** The store under test. */
  protected abstract IdempotencyStore store();

  /** Ends the time of what is stored under a key, be it a lease or a result. */
  protected abstract void endTimeOf(IdempotencyKey key);

  @Test
  void theFirstIsFirstAndTheSecondIsToldForHowLong() {
    acquired(key);
    assertThat(store().begin(key, Duration.ofSeconds(1)))
        .isInstanceOfSatisfying(
            Claim.InProgress.class,
            claim -> assertThat(claim.remaining()).isBetween(LEASE.minusMinutes(1), LEASE));
  }

  @Test
  void whatWasCommittedAnswersEveryRepetition() {
    store().commit(acquired(key), "{\"enqueued\":true}", KEPT);
    for (int repetition = 0; repetition < 3; repetition++) {
      assertThat(store().begin(key, LEASE)).isEqualTo(new Claim.Completed("{\"enqueued\":true}"));
    }
  }

  @Test
  void twoHandlersOfOneEventDoNotMeet() {
    IdempotencyKey other = new IdempotencyKey(scope + ".other", key.id());
    store().commit(acquired(key), "first", KEPT);
    store().commit(acquired(other), "second", KEPT);
    assertThat(store().begin(key, LEASE)).isEqualTo(new Claim.Completed("first"));
    assertThat(store().begin(other, LEASE)).isEqualTo(new Claim.Completed("second"));
  }

  @Test
  void whatWasReleasedCanBeginAtOnce() {
    Lease lease = acquired(key);
    assertThat(store().release(lease)).isTrue();
    assertThat(store().release(lease)).isFalse();
    acquired(key);
  }

  @Test
  void theCrashOfAHolderCostsTheRestOfTheLeaseAndNoMore() {
    acquired(key);
    assertThat(store().begin(key, LEASE)).isInstanceOf(Claim.InProgress.class);
    endTimeOf(key);
    acquired(key);
  }

  @Test
  void aStaleOwnerCanDoNothingToTheNext() {
    Lease stale = acquired(key);
    endTimeOf(key);
    Lease next = acquired(key);

    assertLost(stale);
    assertThat(store().release(stale)).isFalse();
    assertThat(store().begin(key, LEASE)).isInstanceOf(Claim.InProgress.class);

    store().commit(next, "next", KEPT);
    assertLost(stale);
    assertThat(store().begin(key, LEASE)).isEqualTo(new Claim.Completed("next"));
  }

  @Test
  void aLeaseThatIsOverIsLostEvenIfNobodyTookIt() {
    Lease lease = acquired(key);
    endTimeOf(key);
    assertLost(lease);
    assertThat(store().release(lease)).isFalse();
    acquired(key);
  }

  @Test
  void aTokenThatNobodyWasGivenOpensNothing() {
    acquired(key);
    Lease forged = Lease.granted(key, UUID.randomUUID(), LEASE);
    assertLost(forged);
    assertThat(store().release(forged)).isFalse();
    assertLost(Lease.granted(key("never-seen"), UUID.randomUUID(), LEASE));
  }

  @Test
  void aCommitMayBeRepeatedAndChangesNothing() {
    Lease lease = acquired(key);
    store().commit(lease, "first", KEPT);
    store().commit(lease, "second", KEPT);
    assertThat(store().begin(key, LEASE)).isEqualTo(new Claim.Completed("first"));
  }

  @Test
  void whatIsCommittedCanBeNeitherReleasedNorRenewed() {
    Lease lease = acquired(key);
    store().commit(lease, "done", KEPT);
    assertThat(store().release(lease)).isFalse();
    Refusals.refusalOf(LeaseLostException.class, () -> store().renew(lease, LEASE));
    assertThat(store().begin(key, LEASE)).isEqualTo(new Claim.Completed("done"));
  }

  @Test
  void aLeaseCanBeRenewed() {
    Lease renewed = store().renew(acquired(key), Duration.ofHours(5));
    assertThat(renewed.time()).isEqualTo(Duration.ofHours(5));
    assertThat(store().begin(key, LEASE))
        .isInstanceOfSatisfying(
            Claim.InProgress.class,
            claim -> assertThat(claim.remaining()).isGreaterThan(Duration.ofHours(4)));
    store().commit(renewed, "late", KEPT);
    assertThat(store().begin(key, LEASE)).isEqualTo(new Claim.Completed("late"));
  }

  @Test
  void aResultIsForgottenAfterItsTime() {
    store().commit(acquired(key), "old", KEPT);
    endTimeOf(key);
    store().commit(acquired(key), "new", KEPT);
    assertThat(store().begin(key, LEASE)).isEqualTo(new Claim.Completed("new"));
  }

  /** Ids come from outside: whatever is in them, each is one of its own. */
  @Test
  void hostileIdsAreTextsLikeAnyOther() {
    List<String> ids =
        List.of(
            "a",
            "A",
            "a ",
            " a",
            "a:b",
            "a:b:c",
            ":",
            "*",
            "%",
            "_",
            "?",
            "[a]",
            "\\",
            "'",
            "\"",
            "a'; drop table belay.idempotency_keys; --",
            "$1",
            "{}",
            "a\nb",
            "a\r\nSET x 1",
            "\u0001",
            "\u00e9",
            "e\u0301",
            "\u202e",
            "\uD83D\uDE00",
            "\ufeffa",
            "null",
            "x".repeat(512),
            "\uD83D\uDE00".repeat(512));
    ids.forEach(id -> store().commit(acquired(key(id)), "of " + id, KEPT));
    for (String id : ids) {
      assertThat(store().begin(key(id), LEASE)).isEqualTo(new Claim.Completed("of " + id));
    }
  }

  static Stream<String> results() {
    return Stream.of(
        "", " ", "null", "{\"a\":[1,2]}", "\u00e9\uD83D\uDE00\n\u0001", "x".repeat(65_536));
  }

  @ParameterizedTest
  @MethodSource("results")
  void resultsComeBackAsTheyWere(String result) {
    store().commit(acquired(key), result, KEPT);
    assertThat(store().begin(key, LEASE)).isEqualTo(new Claim.Completed(result));
  }

  static Stream<String> unstorable() {
    return Stream.of("x".repeat(65_537), "\u00e9".repeat(32_769), "a\u0000b", "\uD83D", "\uDE00a");
  }

  @ParameterizedTest
  @MethodSource("unstorable")
  void aResultThatCannotBeKeptIsRefusedAndTheLeaseStays(String result) {
    Lease lease = acquired(key);
    Refusals.refusalOf(InvalidArgumentException.class, () -> store().commit(lease, result, KEPT));
    store().commit(lease, "smaller", KEPT);
    assertThat(store().begin(key, LEASE)).isEqualTo(new Claim.Completed("smaller"));
  }

  @Test
  void timesOutOfRangeAreRefused() {
    for (Duration time :
        List.of(
            Duration.ZERO,
            Duration.ofMillis(-1),
            Duration.ofNanos(999_999),
            Duration.ofDays(500))) {
      Refusals.refusalOf(InvalidArgumentException.class, () -> store().begin(key, time));
    }
    Lease lease = acquired(key);
    for (Duration time : List.of(Duration.ZERO, Duration.ofDays(401))) {
      Refusals.refusalOf(InvalidArgumentException.class, () -> store().renew(lease, time));
      Refusals.refusalOf(InvalidArgumentException.class, () -> store().commit(lease, "", time));
    }
    store().commit(lease, "", Duration.ofDays(400));
  }

  @Test
  void ofManyWhoBeginTogetherOneIsFirst() {
    for (int round = 0; round < 10; round++) {
      IdempotencyKey contested = key("round-" + round);
      assertThat(Race.of(8, () -> store().begin(contested, LEASE)))
          .hasSize(8)
          .filteredOn(Claim.Acquired.class::isInstance)
          .hasSize(1);
    }
  }

  @Test
  void ofManyWhoFindADeadLeaseOneIsNext() {
    for (int round = 0; round < 10; round++) {
      IdempotencyKey contested = key("round-" + round);
      acquired(contested);
      endTimeOf(contested);
      assertThat(Race.of(8, () -> store().begin(contested, LEASE)))
          .filteredOn(Claim.Acquired.class::isInstance)
          .hasSize(1);
    }
  }

  @Test
  void ofManyWhoGiveALeaseBackOneDid() {
    for (int round = 0; round < 5; round++) {
      Lease lease = acquired(key("round-" + round));
      assertThat(Race.of(8, () -> store().release(lease))).containsOnlyOnce(true);
    }
  }

  /** Handlers fail half of the time and try again: the event is handled once all the same. */
  @Test
  void anEventIsHandledOnceHoweverOftenItIsTried() {
    Attempts attempts = new Attempts(store(), key);
    assertThat(Race.of(6, attempts::untilDone)).containsOnly("done by one");
    assertThat(attempts.handled()).isEqualTo(1);
  }

  protected final IdempotencyKey key(String id) {
    return new IdempotencyKey(scope, id);
  }

  protected final Lease acquired(IdempotencyKey wanted) {
    Claim claim = store().begin(wanted, LEASE);
    assertThat(claim).isInstanceOf(Claim.Acquired.class);
    Lease lease = ((Claim.Acquired) claim).lease();
    assertThat(lease.guarded()).isTrue();
    assertThat(lease.key()).isEqualTo(wanted);
    return lease;
  }

  private void assertLost(Lease lease) {
    Refusals.refusalOf(LeaseLostException.class, () -> store().commit(lease, "stale", KEPT));
    Refusals.refusalOf(LeaseLostException.class, () -> store().renew(lease, LEASE));
  }
}
