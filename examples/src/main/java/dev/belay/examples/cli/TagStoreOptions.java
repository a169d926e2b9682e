package dev.belay.examples.cli;

import dev.belay.cache.TagVersionStore;
import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.resp.RespRedisClients;
import dev.belay.cache.redis.store.RedisCacheStores;
import dev.belay.cache.rpc.RpcTagVersionStores;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the versions of tags are: in a database, or in Redis. */
final class TagStoreOptions {

  @Mixin private DatabaseOptions database;

  @Option(
      names = "--redis",
      description = {
        "Versions in Redis in place of a database. Its address is read from the variable",
        "REDIS_URL."
      })
  private boolean redis;

  /** Does something with the store, and lets go of it. */
  <T> T use(Surroundings outside, Function<TagVersionStore, T> work) {
    if (redis) {
      database.requireNone("--redis");
      try (RedisClient client = RespRedisClients.from(outside.environment())) {
        return work.apply(RedisCacheStores.versions(client));
      }
    }
    try (Session session = database.openSession(outside)) {
      return work.apply(RpcTagVersionStores.notifying(session.rpc()));
    }
  }
}
