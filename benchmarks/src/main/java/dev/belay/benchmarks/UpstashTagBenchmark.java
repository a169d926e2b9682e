package dev.belay.benchmarks;

import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.rest.UpstashRedisClients;
import dev.belay.cache.redis.store.RedisCacheStores;
import dev.belay.support.Secret;
import dev.belay.testservers.redis.RedisServer;
import dev.belay.testservers.redis.UpstashServer;
import java.util.List;

/**
 * {@link TagBenchmark} over Upstash's REST protocol.
 *
 * <p>The local endpoint lives in this process, so what it costs is in both figures.
 */
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class UpstashTagBenchmark extends TagBenchmark {

  private RedisServer redis;
  private UpstashServer upstash;

  @Override
  Turns<TagTrips> start() {
    redis = RedisServer.start();
    upstash = UpstashServer.over(redis);
    return Turns.of(Contender.class, this::contender, TagTrips::close);
  }

  private TagTrips contender(Contender contender) {
    return switch (contender) {
      case BARE_POST -> new BareRestTagTrips(upstash);
      case BELAY -> {
        RedisClient client = UpstashRedisClients.of(upstash.url(), Secret.of(upstash.token()));
        yield new BelayTagTrips(RedisCacheStores.versions(client), client::close);
      }
    };
  }

  @Override
  void stop() {
    upstash.close();
    redis.close();
  }

  static List<Goal> goals() {
    return goals(UpstashTagBenchmark.class, Contender.BELAY, Contender.BARE_POST);
  }

  /** Who goes; the first is the limit. */
  public enum Contender {
    /** The JDK's HTTP client posts a pipeline of ten commands and reads the answer as text. */
    BARE_POST,
    /** The store of versions: a transaction that bumps, or one command that reads. */
    BELAY
  }
}
