package dev.belay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.testservers.PostgresServer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every store of versions does. */
@Timeout(120)
public abstract class TagVersionStoreContract {

  private final String tag = newTag();

  /** A store, perhaps shared with other tests. */
  protected abstract TagVersionStore store();

  /** Loses the counters of these tags, and perhaps others, without a word to the store. */
  protected abstract void lose(Collection<String> tags);

  /**
   * Loses all counters, if that can be done without harm to other tests; else those of the tags.
   */
  protected void loseEverything(Collection<String> tags) {
    lose(tags);
  }

  @Test
  void aTagThatWasNeverBumpedIsAtVersionZeroAndTheFirstBumpMakesItOne() {
    assertThat(version()).isZero();
    assertThat(bump()).isEqualTo(1);
    assertThat(version()).isEqualTo(1);
    assertThat(bump()).isEqualTo(2);
    assertThat(bump()).isEqualTo(3);
    assertThat(version()).isEqualTo(3);
  }

  @Test
  void readingChangesNothing() {
    List<TagVersion> captured = store().capture(TagSet.of(tag));
    assertThat(store().versions(TagSet.of(tag))).isEqualTo(captured);
    assertThat(store().capture(TagSet.of(tag))).isEqualTo(captured);
    assertThat(version()).isZero();
  }

  @Test
  void whatIsCapturedHasALifeBeforeAndAfterTheFirstBump() {
    TagVersion before = captured(tag);
    assertThat(before.version()).isZero();
    assertThat(before.life()).isPositive();
    bump();
    assertThat(captured(tag).version()).isEqualTo(1);
    assertThat(captured(tag).life()).isPositive();
  }

  @Test
  void aTagThatWasBumpedBeforeItWasEverCapturedHasALifeToo() {
    bump();
    bump();
    assertThat(captured(tag).version()).isEqualTo(2);
    assertThat(captured(tag).life()).isPositive();
    assertThat(bump()).isEqualTo(3);
  }

  @Test
  void severalTagsAreAnsweredInTheOrderOfTheSet() {
    TagSet tags = TagSet.of(tag + "b", tag + "a", tag + "B", tag + "\"\\'%s:{}+", tag + "b");
    store().bumpAll(TagSet.of(tag + "b"));
    assertThat(store().bumpAll(tags)).extracting(TagVersion::tag).isEqualTo(tags.tags());
    assertThat(store().versions(tags)).extracting(TagVersion::tag).isEqualTo(tags.tags());
    assertThat(store().versions(tags))
        .extracting(TagVersion::version)
        .containsExactly(1L, 1L, 1L, 2L);
  }

  @Test
  void takesAsManyTagsAsASetMayHave() {
    TagSet most =
        TagSet.of(IntStream.range(0, TagSet.MOST_TAGS).mapToObj(i -> tag + ":" + i).toList());
    assertThat(store().bumpAll(most)).hasSize(1000);
    assertThat(store().versions(most)).extracting(TagVersion::version).containsOnly(1L);
    assertThat(store().capture(most)).extracting(TagVersion::life).doesNotContain(0L);
  }

  @Test
  void takesTagsOfTheGreatestLength() {
    TagSet longest = TagSet.of("~".repeat(TagSet.LONGEST_TAG - tag.length()) + tag);
    assertThat(store().bumpAll(longest).get(0).version()).isEqualTo(1);
  }

  @Test
  void everyCaptureIsOneThatWasNeverThereBeforeTheBump() {
    List<TagVersion> seen = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      seen.add(captured(tag));
      store().bumpAll(TagSet.of(tag));
    }
    assertThat(seen).doesNotHaveDuplicates();
  }

  @RepeatedTest(3)
  void aCounterThatIsLostNeverShowsAVersionAndLifeAgain() {
    List<TagVersion> seen = new ArrayList<>();
    for (int life = 0; life < 4; life++) {
      for (int i = 0; i < 4; i++) {
        seen.add(captured(tag));
        bump();
      }
      seen.add(captured(tag));
      lose(List.of(tag));
      assertThat(version()).isZero();
    }
    assertThat(seen).doesNotHaveDuplicates();
  }

  @Test
  void aCounterThatIsLostRightAfterItsFirstBumpNeverShowsAVersionAndLifeAgain() {
    List<TagVersion> seen = new ArrayList<>();
    for (int life = 0; life < 4; life++) {
      seen.add(captured(tag));
      lose(List.of(tag));
      bump();
      seen.add(captured(tag));
      lose(List.of(tag));
    }
    assertThat(seen).doesNotHaveDuplicates();
  }

  @Test
  void aStoreThatIsEmptiedNeverShowsAVersionAndLifeAgain() {
    List<String> tags = IntStream.range(0, 5).mapToObj(i -> newTag()).toList();
    List<TagVersion> seen = new ArrayList<>();
    for (int life = 0; life < 3; life++) {
      seen.addAll(store().capture(TagSet.of(tags)));
      store().bumpAll(TagSet.of(tags.subList(0, 2)));
      seen.addAll(store().capture(TagSet.of(tags.subList(0, 2))));
      loseEverything(tags);
      assertThat(store().versions(TagSet.of(tags)))
          .extracting(TagVersion::version)
          .containsOnly(0L);
    }
    assertThat(seen).doesNotHaveDuplicates();
  }

  @Test
  void bumpsThatMeetAllCountInWhateverOrderTheirTagsAre() {
    List<String> tags = IntStream.range(0, 8).mapToObj(i -> newTag()).toList();
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<CompletableFuture<Void>> bumps =
          IntStream.range(0, 30)
              .mapToObj(i -> CompletableFuture.runAsync(() -> bumpShuffled(tags), threads))
              .toList();
      bumps.forEach(CompletableFuture::join);
    } finally {
      threads.shutdownNow();
    }
    assertThat(store().versions(TagSet.of(tags))).extracting(TagVersion::version).containsOnly(30L);
  }

  @Test
  void thoseWhoCaptureAtTheSameTimeSeeTheSameLifeInTheEnd() {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<CompletableFuture<TagVersion>> captures =
          IntStream.range(0, 20)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> captured(tag), threads))
              .toList();
      captures.forEach(CompletableFuture::join);
      assertThat(captured(tag)).isEqualTo(captured(tag));
      assertThat(captures.stream().map(CompletableFuture::join)).contains(captured(tag));
    } finally {
      threads.shutdownNow();
    }
  }

  private void bumpShuffled(List<String> tags) {
    List<String> shuffled = new ArrayList<>(tags);
    Collections.shuffle(shuffled);
    store().bumpAll(TagSet.of(shuffled));
  }

  private long version() {
    return store().versions(TagSet.of(tag)).get(0).version();
  }

  private long bump() {
    return store().bumpAll(TagSet.of(tag)).get(0).version();
  }

  private TagVersion captured(String of) {
    return store().capture(TagSet.of(of)).get(0);
  }

  protected static String newTag() {
    return PostgresServer.uniqueName("tag");
  }
}
