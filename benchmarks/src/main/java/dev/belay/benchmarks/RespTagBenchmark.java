package dev.belay.benchmarks;

import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.resp.RespRedisClients;
import dev.belay.cache.redis.store.RedisCacheStores;
import dev.belay.testservers.redis.RedisServer;
import java.util.List;

/** {@link TagBenchmark} on Redis, over its own protocol. */
@SuppressWarnings("NullAway.Init") // JMH fills the fields
@OnSeparateCores
public class RespTagBenchmark extends TagBenchmark {

  private RedisServer server;

  @Override
  Turns<TagTrips> start() {
    server = RedisServer.start();
    Cores.separateFromChildren();
    return Turns.of(Contender.class, this::contender, TagTrips::close);
  }

  private TagTrips contender(Contender contender) {
    return switch (contender) {
      case BARE_PIPELINE -> new BareRespTagTrips(server);
      case BELAY -> {
        RedisClient client = RespRedisClients.of(server.uri());
        yield new BelayTagTrips(RedisCacheStores.versions(client), client::close);
      }
    };
  }

  @Override
  void stop() {
    server.close();
  }

  static List<Goal> goals() {
    return goals(RespTagBenchmark.class, Contender.BELAY, Contender.BARE_PIPELINE);
  }

  /** Who goes; the first is the limit. */
  public enum Contender {
    /** Jedis with a connection of its own and ten commands in a pipeline. */
    BARE_PIPELINE,
    /** The store of versions: a transaction that bumps, or one command that reads. */
    BELAY
  }
}
