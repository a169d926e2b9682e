package dev.belay.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.ManualClock;
import dev.belay.testservers.leak.Refusals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules count how often they are asked. */
class TopicDecisionCacheTest {

  private static final TopicOperation READ = TopicOperation.READ;
  private static final TopicOperation WRITE = TopicOperation.WRITE;

  private final UUID ada = UUID.randomUUID();
  private final UUID ben = UUID.randomUUID();
  private final ManualClock clock = new ManualClock();
  private final List<String> asked = new ArrayList<>();
  private final Set<String> members = new HashSet<>();
  private Runnable whileAsking = () -> {};
  private boolean failing;

  private final TopicDecisionCache cache =
      TopicAuthorizers.caching(
          TopicAuthorizers.inMemory(
              new TopicKind(
                  "room",
                  TopicIdType.BIGINT,
                  (user, id) -> ask(user, id, "read"),
                  (user, id) -> ask(user, id, "write"))),
          Duration.ofSeconds(10),
          3,
          clock);

  private boolean ask(UUID user, String id, String operation) {
    asked.add(operation + " " + id);
    if (failing) {
      throw new IllegalStateException("away");
    }
    boolean member = members.contains(user + id);
    whileAsking.run();
    return member;
  }

  @Test
  void aDecisionIsRememberedForItsAge() {
    members.add(ada + "1");
    assertThat(cache.authorize(ada, "room:1", READ).allowed()).isTrue();
    members.clear();
    clock.pass(Duration.ofMillis(9_999));
    assertThat(cache.authorize(ada, "room:1", READ).allowed()).isTrue();
    assertThat(asked).hasSize(1);
    clock.pass(Duration.ofMillis(1));
    assertThat(cache.authorize(ada, "room:1", READ).allowed()).isFalse();
    assertThat(asked).hasSize(2);
  }

  @Test
  void aDenialIsRememberedToo() {
    cache.authorize(ada, "room:1", READ);
    members.add(ada + "1");
    assertThat(cache.authorize(ada, "room:1", READ).reason()).isEqualTo(TopicReason.DENIED_BY_RULE);
    assertThat(asked).hasSize(1);
  }

  @Test
  void theAgeIsCountedFromTheQuestion() {
    members.add(ada + "1");
    whileAsking = () -> clock.pass(Duration.ofSeconds(10));
    cache.authorize(ada, "room:1", READ);
    cache.authorize(ada, "room:1", READ);
    assertThat(asked).hasSize(2);
  }

  @Test
  void userTopicAndOperationAreToldApart() {
    members.add(ada + "1");
    assertThat(cache.authorize(ada, "room:1", READ).allowed()).isTrue();
    assertThat(cache.authorize(ben, "room:1", READ).allowed()).isFalse();
    assertThat(cache.authorize(ada, "room:2", READ).allowed()).isFalse();
    assertThat(cache.authorize(ada, "room:1", WRITE).allowed()).isTrue();
    assertThat(asked).containsExactly("read 1", "read 1", "read 2", "write 1");
  }

  @Test
  void onlyWhatIsNotKnownIsAskedAndTheOrderStays() {
    members.add(ada + "2");
    cache.authorize(ada, "room:1", READ);
    List<TopicDecision> decisions =
        cache.authorizeAll(
            ada,
            List.of(
                TopicRequest.read("room:2"),
                TopicRequest.read("room:1"),
                TopicRequest.read("x"),
                TopicRequest.read("room:3")));
    assertThat(decisions)
        .extracting(TopicDecision::reason)
        .containsExactly(
            TopicReason.ALLOWED,
            TopicReason.DENIED_BY_RULE,
            TopicReason.MALFORMED_TOPIC,
            TopicReason.DENIED_BY_RULE);
    assertThat(asked).containsExactly("read 1", "read 2", "read 3");
  }

  @Test
  void theOldestGoesWhenItIsFull() {
    IntStream.rangeClosed(1, 3).forEach(i -> cache.authorize(ada, "room:" + i, READ));
    cache.authorize(ada, "room:1", READ);
    assertThat(asked).hasSize(3);
    cache.authorize(ada, "room:4", READ);
    cache.authorize(ada, "room:2", READ);
    assertThat(asked).hasSize(4);
    cache.authorize(ada, "room:1", READ);
    assertThat(asked).hasSize(5);
  }

  @Test
  void moreThanItHoldsIsStillAnswered() {
    List<TopicRequest> many =
        IntStream.range(0, 50).mapToObj(i -> TopicRequest.read("room:" + i)).toList();
    assertThat(cache.authorizeAll(ada, many)).hasSize(50);
    assertThat(cache.authorizeAll(ada, many)).hasSize(50);
  }

  @Test
  void aFailureOfARuleIsNotRemembered() {
    failing = true;
    assertThat(cache.authorize(ada, "room:1", READ).reason()).isEqualTo(TopicReason.RULE_FAILED);
    failing = false;
    members.add(ada + "1");
    assertThat(cache.authorize(ada, "room:1", READ).allowed()).isTrue();
  }

  @Test
  void aUserCanBeForgotten() {
    members.add(ada + "1");
    members.add(ben + "1");
    cache.authorize(ada, "room:1", READ);
    cache.authorize(ben, "room:1", READ);
    members.clear();
    cache.forget(ada);
    assertThat(cache.authorize(ada, "room:1", READ).allowed()).isFalse();
    assertThat(cache.authorize(ben, "room:1", READ).allowed()).isTrue();
    cache.forgetAll();
    assertThat(cache.authorize(ben, "room:1", READ).allowed()).isFalse();
  }

  @Test
  void whatIsBeingAskedWhileAUserIsForgottenIsNotRemembered() {
    members.add(ada + "1");
    whileAsking =
        () -> {
          members.clear();
          cache.forget(ada);
        };
    assertThat(cache.authorize(ada, "room:1", READ).allowed()).isTrue();
    assertThat(cache.authorize(ada, "room:1", READ).allowed()).isFalse();
  }

  /** The one that began first may have been decided first: its leave is no news. */
  @Test
  void aDenialThatCameInMeanwhileStays() {
    members.add(ada + "1");
    whileAsking =
        () -> {
          whileAsking = () -> {};
          members.clear();
          assertThat(cache.authorize(ada, "room:1", READ).allowed()).isFalse();
        };
    assertThat(cache.authorize(ada, "room:1", READ).allowed()).isTrue();
    assertThat(asked).hasSize(2);
    assertThat(cache.authorize(ada, "room:1", READ).allowed()).isFalse();
    assertThat(asked).hasSize(2);
  }

  @Test
  void aLeaveThatCameInMeanwhileGivesWayToADenial() {
    whileAsking =
        () -> {
          whileAsking = () -> {};
          members.add(ada + "1");
          assertThat(cache.authorize(ada, "room:1", READ).allowed()).isTrue();
        };
    assertThat(cache.authorize(ada, "room:1", READ).allowed()).isFalse();
    assertThat(cache.authorize(ada, "room:1", READ).allowed()).isFalse();
    assertThat(asked).hasSize(2);
  }

  @Test
  void aLaterLeaveReplacesADenial() {
    cache.authorize(ada, "room:1", READ);
    clock.pass(Duration.ofSeconds(10));
    members.add(ada + "1");
    assertThat(cache.authorize(ada, "room:1", READ).allowed()).isTrue();
    assertThat(cache.authorize(ada, "room:1", READ).allowed()).isTrue();
    assertThat(asked).hasSize(2);
  }

  @Test
  void aClockThatIsSetBackEndsWhatWasKept() {
    members.add(ada + "1");
    cache.authorize(ada, "room:1", READ);
    clock.pass(Duration.ofHours(-1));
    members.clear();
    assertThat(cache.authorize(ada, "room:1", READ).allowed()).isFalse();
  }

  @Test
  void nobodyIsNotRememberedAndExplanationsAreAsked() {
    assertThat(cache.authorize(null, "room:1", READ).reason()).isEqualTo(TopicReason.NO_USER);
    cache.explain(ada, "room:1", READ);
    cache.explain(ada, "room:1", READ);
    assertThat(asked).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT60.000000001S", "P1D"})
  void anAgeOutOfBoundsIsRefused(Duration age) {
    Refusals.refusalOf(InvalidArgumentException.class, () -> TopicAuthorizers.caching(cache, age));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1_000_001})
  void aSizeOutOfBoundsIsRefused(int entries) {
    Refusals.refusalOf(
        InvalidArgumentException.class,
        () -> TopicAuthorizers.caching(cache, Duration.ofSeconds(60), entries, clock));
  }
}
