package dev.belay.cache.redis;

import java.util.List;

/**
 * Sends commands to a Redis and reads their replies. Each method is one round trip.
 *
 * <p>Implementations are safe for use by many threads. Both map the same fault to the same
 * exception:
 *
 * <ul>
 *   <li>{@link dev.belay.support.AccessDeniedException}: the password or token is refused, or may
 *       not run the command
 *   <li>{@link dev.belay.support.InvalidArgumentException}: the command does not fit what the key
 *       holds, is too large, or its script failed
 *   <li>{@link dev.belay.support.ConfigurationException}: the server does not know the command, or
 *       is a cluster
 *   <li>{@link RedisUnavailableException}: it cannot be reached, is busy, full or over its quota;
 *       it says whether the command may have been executed
 * </ul>
 *
 * <p>None of their messages holds a key, a value or what the server said. A command is repeated by
 * itself only where it is {@linkplain RedisCommand#idempotent() idempotent}.
 */
public interface RedisClient extends AutoCloseable {

  /** How many commands one pipeline or transaction may hold. */
  int MOST_COMMANDS = 1000;

  /**
   * Sends one command.
   *
   * @param <T> what its reply is read as
   * @param command the command
   * @return the reply
   * @throws dev.belay.support.BelayException as above
   */
  <T> T execute(RedisCommand<T> command);

  /**
   * Sends several commands together, each of which succeeds or fails by itself. Others' commands
   * may come between them.
   *
   * @param <T> what their replies have in common
   * @param commands 0 to {@value #MOST_COMMANDS} commands; none is answered without a round trip
   * @return one result for each command, in their order
   * @throws dev.belay.support.BelayException as above, where there is no complete answer: then each
   *     command may have been executed, unless the exception says otherwise
   */
  <T> List<RedisResult<T>> pipeline(List<? extends RedisCommand<? extends T>> commands);

  /**
   * Sends several commands as one transaction ({@code MULTI}, {@code EXEC}): no other command comes
   * between them. A command that fails when it runs does not undo the others (Redis,
   * "Transactions").
   *
   * @param <T> what their replies have in common
   * @param commands 0 to {@value #MOST_COMMANDS} commands; none is answered without a round trip
   * @return one result for each command, in their order
   * @throws dev.belay.support.BelayException as above; if the server refuses one of the commands
   *     before it runs, the transaction is discarded and nothing was done
   */
  <T> List<RedisResult<T>> transaction(List<? extends RedisCommand<? extends T>> commands);

  /** Gives up the connections. A call after that fails. Never throws, and may be called again. */
  @Override
  void close();
}
