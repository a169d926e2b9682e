package dev.belay.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.Refusals;
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
}
