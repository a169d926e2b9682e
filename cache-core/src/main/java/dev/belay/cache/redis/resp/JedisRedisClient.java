package dev.belay.cache.redis.resp;

import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisCommand;
import dev.belay.cache.redis.RedisResult;
import dev.belay.cache.redis.RedisUnavailableException;
import dev.belay.cache.redis.RedisUnavailableException.Reason;
import dev.belay.cache.redis.internal.Answer;
import dev.belay.cache.redis.internal.Batch;
import dev.belay.support.BackendFault;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.exceptions.JedisException;

/** Speaks RESP over the connections of a Jedis pool: one connection for one call. */
final class JedisRedisClient implements RedisClient {

  private final ConnectionPool pool;

  JedisRedisClient(ConnectionPool pool) {
    this.pool = pool;
  }

  @Override
  public <T> T execute(RedisCommand<T> command) {
    return results(Batch.single(command)).get(0).orThrow();
  }

  @Override
  public <T> List<RedisResult<T>> pipeline(List<? extends RedisCommand<? extends T>> commands) {
    return results(Batch.pipeline(commands));
  }

  @Override
  public <T> List<RedisResult<T>> transaction(List<? extends RedisCommand<? extends T>> commands) {
    return results(Batch.transaction(commands));
  }

  @Override
  public void close() {
    pool.close();
  }

  private <T> List<RedisResult<T>> results(Batch<T> batch) {
    return batch.commands().isEmpty()
        ? List.of()
        : batch.results(answers(batch), BackendFault::ofCode);
  }

  /**
   * A connection that broke while nobody used it is noticed only now, and so are all the others
   * that are idle: they are given up, and what may be repeated is sent once more on a new one.
   */
  private List<Answer> answers(Batch<?> batch) {
    try {
      return attempt(batch);
    } catch (RedisUnavailableException failure) {
      if (failure.reason() != Reason.CONNECTION_LOST) {
        throw failure;
      }
      pool.clear();
      if (!batch.idempotent()) {
        throw failure;
      }
    }
    return attempt(batch);
  }

  private List<Answer> attempt(Batch<?> batch) {
    Connection connection = connection(batch);
    try (connection) {
      return RespExchange.on(connection, batch);
    } catch (JedisException failure) {
      throw JedisFaults.whileSending(batch.toString(), failure);
    }
  }

  private Connection connection(Batch<?> batch) {
    try {
      return pool.getResource();
    } catch (JedisException failure) {
      throw JedisFaults.whileConnecting(batch.toString(), failure, pool.isClosed());
    }
  }
}
