package dev.belay.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.Refusals;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InMemoryTopicAuthorizerTest extends TopicAuthorizerContract {

  private static final TopicRule NEVER = (user, id) -> false;

  private final MemoryTopics topics = new MemoryTopics();
  private final TopicAuthorizer authorizer = topics.authorizer();

  @Override
  protected TopicAuthorizer authorizer() {
    return authorizer;
  }

  @Override
  protected void grant(UUID user, String kind, String id, TopicOperation operation) {
    topics.grant(user, kind, id, operation);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Trip", "1trip", "trip:", "-", "trip ", "tr\u00efp", "trip\n"})
  void aPrefixOfAnotherFormIsRefused(String prefix) {
    Refusals.refusalOf(
        InvalidArgumentException.class,
        () -> new TopicKind(prefix, TopicIdType.TEXT, NEVER, NEVER));
  }

  @Test
  void aPrefixIsRegisteredOnce() {
    TopicKind kind = new TopicKind("trip", TopicIdType.TEXT, NEVER, NEVER);
    Refusals.refusalOf(InvalidArgumentException.class, () -> TopicAuthorizers.inMemory(kind, kind));
  }

  @Test
  void theBuiltInKindCanBeReplaced() {
    UUID user = UUID.randomUUID();
    TopicAuthorizer strict =
        TopicAuthorizers.inMemory(new TopicKind("user", TopicIdType.UUID, NEVER, NEVER));
    assertThat(strict.authorize(user, "user:" + user, TopicOperation.READ).allowed()).isFalse();
  }

  /** A rule of a test that throws would otherwise look like one that denies. */
  @Test
  void aRuleThatFailsIsLoggedByItsClassAndPlaceAndNotByItsText() {
    UUID user = UUID.randomUUID();
    TopicAuthorizer failing =
        TopicAuthorizers.inMemory(
            new TopicKind(
                "trip",
                TopicIdType.TEXT,
                NEVER,
                (asked, id) -> {
                  throw new IllegalStateException(asked + " asked for " + id);
                }));
    String logged =
        loggedDuring(
            () ->
                assertThat(failing.authorize(user, "trip:private", TopicOperation.WRITE).reason())
                    .isEqualTo(TopicReason.RULE_FAILED));
    assertThat(logged)
        .contains("it failed, and may again: writing trip, java.lang.IllegalStateException at ")
        .contains(getClass().getName())
        .doesNotContain("private", user.toString());
    for (TopicOperation operation : TopicOperation.values()) {
      assertThat(loggedDuring(() -> failing.authorize(user, "trip:other", operation)))
          .as("what does not fail, and what was told before")
          .doesNotContain("it failed");
    }
  }

  /** What the simple logger writes, which takes the stream anew each time. */
  private static String loggedDuring(Runnable task) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      task.run();
    } finally {
      System.setErr(before);
    }
    return written.toString(StandardCharsets.UTF_8);
  }
}
