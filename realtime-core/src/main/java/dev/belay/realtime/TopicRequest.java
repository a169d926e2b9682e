package dev.belay.realtime;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One question: may a user do this with this topic? Immutable.
 *
 * @param topic any text, as it came from whoever asked; null and every malformed text are denied,
 *     and none is an error
 * @param operation what is to be done
 */
public record TopicRequest(@Nullable String topic, TopicOperation operation) {

  /**
   * Checks that there is an operation.
   *
   * @param topic any text, or null
   * @param operation what is to be done
   */
  public TopicRequest {
    Objects.requireNonNull(operation, "operation");
  }

  /**
   * May it be read?
   *
   * @param topic any text, or null
   * @return the request
   */
  public static TopicRequest read(@Nullable String topic) {
    return new TopicRequest(topic, TopicOperation.READ);
  }

  /**
   * May it be written?
   *
   * @param topic any text, or null
   * @return the request
   */
  public static TopicRequest write(@Nullable String topic) {
    return new TopicRequest(topic, TopicOperation.WRITE);
  }
}
