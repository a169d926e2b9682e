package dev.belay.cache.redis;

import dev.belay.support.BelayException;
import java.util.Objects;

/**
 * What became of one command among several. Immutable.
 *
 * @param <T> what the reply is read as
 */
public sealed interface RedisResult<T> {

  /**
   * The command was done.
   *
   * @param <T> what the reply is read as
   * @param value the reply
   */
  record Value<T>(T value) implements RedisResult<T> {

    /**
     * Checks the reply.
     *
     * @param value the reply, not null
     */
    public Value {
      Objects.requireNonNull(value, "value");
    }

    /** That there is one, never what it is. */
    @Override
    public String toString() {
      return "Value[...]";
    }
  }

  /**
   * The command failed, and the others were not touched by that.
   *
   * @param <T> what the reply would have been read as
   * @param error why
   */
  record Failure<T>(BelayException error) implements RedisResult<T> {

    /**
     * Checks the reason.
     *
     * @param error why, not null
     */
    public Failure {
      Objects.requireNonNull(error, "error");
    }
  }

  /**
   * The reply, or else the failure as an exception.
   *
   * @return the reply
   * @throws BelayException the failure
   */
  default T orThrow() {
    if (this instanceof Value<T> done) {
      return done.value();
    }
    throw ((Failure<T>) this).error();
  }
}
