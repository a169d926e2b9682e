package dev.belay.realtime;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The kinds of {@link TopicAuthorizerContract} without a database. */
public final class MemoryTopics {

  private final Set<Grant> grants = ConcurrentHashMap.newKeySet();

  /** That a user may do something with a thing. */
  public record Grant(UUID user, String kind, String id, TopicOperation operation) {}

  public TopicAuthorizer authorizer() {
    return TopicAuthorizers.inMemory(
        kind("thing", TopicIdType.UUID),
        kind("room", TopicIdType.BIGINT),
        kind("note", TopicIdType.TEXT),
        new TopicKind("fussy", TopicIdType.BIGINT, this::readFussy, this::writeFussy),
        new TopicKind("broken", TopicIdType.BIGINT, MemoryTopics::fail, MemoryTopics::fail));
  }

  void grant(UUID user, String kind, String id, TopicOperation operation) {
    grant(new Grant(user, kind, id, operation));
  }

  public void grant(Grant grant) {
    grants.add(grant);
  }

  public void revoke(Grant grant) {
    grants.remove(grant);
  }

  private TopicKind kind(String prefix, TopicIdType type) {
    return new TopicKind(
        prefix,
        type,
        (user, id) -> grants.contains(new Grant(user, prefix, id, TopicOperation.READ)),
        (user, id) -> grants.contains(new Grant(user, prefix, id, TopicOperation.WRITE)));
  }

  private boolean readFussy(UUID user, String id) {
    return switch (Math.toIntExact(Long.parseLong(id) % 20)) {
      case 3 -> fail(user, id);
      case 4 -> false;
      default -> grants.contains(new Grant(user, "fussy", id, TopicOperation.READ));
    };
  }

  private boolean writeFussy(UUID user, String id) {
    return Long.parseLong(id) % 20 == 5
        ? fail(user, id)
        : grants.contains(new Grant(user, "fussy", id, TopicOperation.WRITE));
  }

  private static boolean fail(UUID user, String id) {
    throw new IllegalStateException("as a division by zero would");
  }
}
