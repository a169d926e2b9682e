package dev.belay.realtime;

import java.time.Duration;
import java.util.UUID;

/** That a cache decides as what it stands before; how it remembers is tested beside. */
class BoundedTopicDecisionCacheTest extends TopicAuthorizerContract {

  private final MemoryTopics topics = new MemoryTopics();
  private final TopicAuthorizer authorizer =
      TopicAuthorizers.caching(topics.authorizer(), Duration.ofSeconds(60));

  @Override
  protected TopicAuthorizer authorizer() {
    return authorizer;
  }

  @Override
  protected void grant(UUID user, String kind, String id, TopicOperation operation) {
    topics.grant(user, kind, id, operation);
  }
}
