package dev.belay.examples.cli;

import dev.belay.cache.TagVersionStore;
import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.resp.RespRedisClients;
import dev.belay.cache.redis.rest.UpstashRedisClients;
import dev.belay.cache.redis.store.RedisCacheStores;
import dev.belay.cache.rpc.RpcTagVersionStores;
import dev.belay.support.Environment;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the versions of tags are: in a database, or in Redis. */
final class TagStoreOptions {

  @Mixin private DatabaseOptions database;

  @ArgGroup private Redis redis = new Redis();

  /** Which Redis; at most one. */
  static final class Redis {

    @Option(
        names = "--redis",
        description = {
          "Versions in Redis in place of a database. Its address is read from the variable",
          "REDIS_URL."
        })
    private boolean resp;

    @Option(
        names = "--upstash",
        description = {
          "Versions in Upstash in place of a database. Its URL and token are read from the variables",
          "UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN."
        })
    private boolean upstash;

    private RedisClient client(Environment environment) {
      return upstash ? UpstashRedisClients.from(environment) : RespRedisClients.from(environment);
    }
  }

  /** Does something with the store, and lets go of it. */
  <T> T use(Surroundings outside, Function<TagVersionStore, T> work) {
    if (redis.resp || redis.upstash) {
      database.requireNone(redis.upstash ? "--upstash" : "--redis");
      try (RedisClient client = redis.client(outside.environment())) {
        return work.apply(RedisCacheStores.versions(client));
      }
    }
    try (Session session = database.openSession(outside)) {
      return work.apply(RpcTagVersionStores.notifying(session.rpc()));
    }
  }
}
