package dev.belay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.memory.InMemoryCacheStores;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.Refusals;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Questions of several threads share a round trip, and none is answered by an earlier one. */
@Timeout(60)
class SharedCapturesTest {

  private static final TagSet TRIPS = TagSet.of("trips");
  private static final TagSet USER = TagSet.of("user:1", "trips", "zebra");
  private static final long FOREVER = TimeUnit.HOURS.toMillis(1);

  private final HeldVersions store = new HeldVersions(InMemoryCacheStores.versions());
  private final SharedCaptures captures = new SharedCaptures(store, 1, FOREVER);
  private CompletableFuture<List<TagVersion>> occupied = new CompletableFuture<>();

  @AfterEach
  void stop() {
    store.release();
  }

  /** Has the only read that may be under way wait for its answer. */
  private void occupy() {
    store.hold();
    occupied = capture(TRIPS);
    store.awaitAnswer();
  }

  /** Asks in a thread of its own, which waits when this returns. */
  private CompletableFuture<List<TagVersion>> capture(TagSet tags) {
    CompletableFuture<List<TagVersion>> captured = new CompletableFuture<>();
    Thread thread =
        new Thread(() -> captured.completeAsync(() -> captures.capture(tags), Runnable::run));
    thread.setDaemon(true);
    thread.start();
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    return captured;
  }

  private static List<Long> numbers(CompletableFuture<List<TagVersion>> captured) {
    return captured.join().stream().map(TagVersion::version).toList();
  }

  @Test
  void thoseWhoComeDuringAReadShareTheNextOne() {
    occupy();
    List<CompletableFuture<List<TagVersion>>> later =
        IntStream.range(0, 8).mapToObj(i -> capture(TRIPS)).toList();
    store.release();
    assertThat(later).allSatisfy(captured -> assertThat(numbers(captured)).containsExactly(0L));
    assertThat(store.asked()).containsExactly(TRIPS, TRIPS);
  }

  @Test
  void whoComesDuringAReadSeesABumpThatItMisses() {
    occupy();
    store.bumpAll(TRIPS);
    CompletableFuture<List<TagVersion>> after = capture(TRIPS);
    store.release();
    assertThat(numbers(occupied)).containsExactly(0L);
    assertThat(numbers(after)).containsExactly(1L);
  }

  @Test
  void eachGetsTheVersionsOfItsOwnTagsInTheirOrder() {
    store.bumpAll(TagSet.of("user:1"));
    store.bumpAll(USER);
    occupy();
    CompletableFuture<List<TagVersion>> trips = capture(TRIPS);
    CompletableFuture<List<TagVersion>> user = capture(USER);
    CompletableFuture<List<TagVersion>> other = capture(TagSet.of("other"));
    store.release();
    assertThat(trips.join()).extracting(TagVersion::tag).isEqualTo(TRIPS.tags());
    assertThat(user.join()).extracting(TagVersion::tag).isEqualTo(USER.tags());
    assertThat(numbers(user)).containsExactly(1L, 2L, 1L);
    assertThat(numbers(other)).containsExactly(0L);
    assertThat(store.asked())
        .containsExactly(TRIPS, TagSet.of("other", "trips", "user:1", "zebra"));
  }

  @Test
  void aRoundTakesNoMoreTagsThanASetMayHave() {
    TagSet most = TagSet.of(IntStream.range(0, TagSet.MOST_TAGS).mapToObj(i -> "t" + i).toList());
    occupy();
    CompletableFuture<List<TagVersion>> full = capture(most);
    CompletableFuture<List<TagVersion>> another = capture(USER);
    store.release();
    assertThat(numbers(full)).hasSize(TagSet.MOST_TAGS);
    assertThat(numbers(another)).hasSize(3);
    assertThat(store.asked()).containsExactlyInAnyOrder(TRIPS, most, USER);
  }

  @Test
  void aTagThatTheStoreRefusesIsItsOwnersTrouble() {
    store.refuse("user:1");
    occupy();
    CompletableFuture<List<TagVersion>> good = capture(TRIPS);
    CompletableFuture<List<TagVersion>> refused = capture(USER);
    store.release();
    assertThat(numbers(good)).containsExactly(0L);
    assertThat(Refusals.refusalOf(CompletionException.class, refused::join))
        .hasCauseInstanceOf(InvalidArgumentException.class);
  }

  @Test
  void aStoreThatIsAwayIsAwayForAllWhoGathered() {
    occupy();
    List<CompletableFuture<List<TagVersion>>> later =
        IntStream.range(0, 4).mapToObj(i -> capture(i % 2 == 0 ? TRIPS : USER)).toList();
    store.fail();
    store.release();
    assertThat(later)
        .allSatisfy(
            captured ->
                assertThat(Refusals.refusalOf(CompletionException.class, captured::join))
                    .hasCauseInstanceOf(BackendUnavailableException.class));
    assertThat(store.asked()).hasSize(2);
  }

  @Test
  void aReadThatHangsHoldsNobodyUpForLong() {
    SharedCaptures impatient = new SharedCaptures(store, 1, 1);
    store.holdOne();
    CompletableFuture<List<TagVersion>> hanging =
        CompletableFuture.supplyAsync(() -> impatient.capture(TRIPS));
    store.awaitAnswer();
    assertThat(impatient.capture(TRIPS)).hasSize(1);
    assertThat(hanging).isNotDone();
  }

  @Test
  void anInterruptedThreadAsksForItself() {
    occupy();
    store.holdNoFurther();
    Thread.currentThread().interrupt();
    assertThat(captures.capture(TRIPS)).hasSize(1);
    assertThat(Thread.interrupted()).isTrue();
  }
}
