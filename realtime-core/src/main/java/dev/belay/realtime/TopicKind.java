package dev.belay.realtime;

import dev.belay.support.InvalidArgumentException;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A kind of topic for {@link TopicAuthorizers#inMemory}: in a test it stands for what {@code
 * belay.register_topic_kind} registers in a database. Immutable if its rules are.
 *
 * @param prefix 1 to 32 of a-z, 0-9, {@code _} and {@code -}, the first of them a letter
 * @param idType the type of the ids behind it
 * @param readRule who may read
 * @param writeRule who may write
 */
public record TopicKind(
    String prefix, TopicIdType idType, TopicRule readRule, TopicRule writeRule) {

  private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9_-]{0,31}");

  /**
   * Checks the prefix.
   *
   * @param prefix the prefix
   * @param idType the type of the ids
   * @param readRule who may read
   * @param writeRule who may write
   * @throws InvalidArgumentException if the prefix is of another form
   */
  public TopicKind {
    if (!PREFIX.matcher(prefix).matches()) {
      throw new InvalidArgumentException(
          "A prefix must be 1 to 32 of a-z, 0-9, _ and -, and begin with a letter");
    }
    Objects.requireNonNull(idType, "idType");
    Objects.requireNonNull(readRule, "readRule");
    Objects.requireNonNull(writeRule, "writeRule");
  }

  /**
   * The kind {@code user}, which every database has: a topic of their own for each user.
   *
   * @return the kind
   */
  public static TopicKind user() {
    TopicRule self = (UUID userId, String id) -> userId.toString().equals(id);
    return new TopicKind("user", TopicIdType.UUID, self, self);
  }

  TopicRule rule(TopicOperation operation) {
    return operation == TopicOperation.READ ? readRule : writeRule;
  }
}
