package dev.belay.cache.redis.resp;

import dev.belay.cache.redis.RedisUnavailableException;
import dev.belay.cache.redis.RedisUnavailableException.Reason;
import dev.belay.cache.redis.internal.RedisErrors;
import dev.belay.support.BackendFault;
import dev.belay.support.BelayException;
import java.net.SocketTimeoutException;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Makes the library's exceptions of those of Jedis, none of which is attached: their texts hold
 * addresses and what the server said.
 */
final class JedisFaults {

  private JedisFaults() {}

  /** Nothing of the batch was sent. */
  static BelayException whileConnecting(String what, JedisException failure, boolean closed) {
    if (closed) {
      return RedisUnavailableException.of(what, Reason.CLIENT_CLOSED);
    }
    Throwable refusal = first(failure, JedisDataException.class);
    if (refusal != null) {
      return RedisErrors.of(what, String.valueOf(refusal.getMessage()), BackendFault::ofCode);
    }
    if (first(failure, InterruptedException.class) != null) {
      Thread.currentThread().interrupt();
      return RedisUnavailableException.of(what, Reason.INTERRUPTED, false, BackendFault.none());
    }
    return RedisUnavailableException.of(
        what,
        first(failure, NoSuchElementException.class) != null
            ? Reason.NO_FREE_CONNECTION
            : Reason.UNREACHABLE);
  }

  /** It is not known how far the server came. */
  static RedisUnavailableException whileSending(String what, JedisException failure) {
    return RedisUnavailableException.of(
        what,
        first(failure, SocketTimeoutException.class) != null
            ? Reason.TIMED_OUT
            : Reason.CONNECTION_LOST);
  }

  private static @Nullable Throwable first(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return at;
      }
    }
    return null;
  }
}
