package dev.belay.benchmarks;

import dev.belay.testservers.redis.RedisServer;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/** Jedis with a connection of its own: ten {@code INCR} or ten {@code GET} in one pipeline. */
final class BareRespTagTrips implements TagTrips {

  private static final List<String> KEYS = TagNames.TEN.stream().map(tag -> "bare:" + tag).toList();

  private final Jedis jedis;

  BareRespTagTrips(RedisServer server) {
    this.jedis = new Jedis(server.uri());
  }

  @Override
  public Object bump() {
    Pipeline pipeline = jedis.pipelined();
    KEYS.forEach(pipeline::incr);
    return pipeline.syncAndReturnAll();
  }

  @Override
  public Object read() {
    Pipeline pipeline = jedis.pipelined();
    KEYS.forEach(pipeline::get);
    return pipeline.syncAndReturnAll();
  }

  @Override
  public void close() {
    jedis.close();
  }
}
