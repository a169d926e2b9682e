package dev.belay.benchmarks;

import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisCommand;
import dev.belay.cache.redis.RedisResult;
import dev.belay.cache.redis.resp.RespRedisClients;
import dev.belay.cache.redis.rest.UpstashRedisClients;
import dev.belay.support.Secret;
import dev.belay.testservers.redis.UpstashServer;
import java.net.URI;
import java.util.List;

/** The library's client; the commands are made anew for each call, as an application does. */
final class BelayCounting implements Counting {

  private final RedisClient client;
  private final List<String> keys;

  private BelayCounting(RedisClient client, List<String> keys) {
    this.client = client;
    this.keys = keys;
  }

  static Counting overResp(URI address, List<String> keys) {
    return new BelayCounting(RespRedisClients.of(address), keys);
  }

  static Counting overRest(UpstashServer upstash, List<String> keys) {
    return new BelayCounting(
        UpstashRedisClients.of(upstash.url(), Secret.of(upstash.token())), keys);
  }

  @Override
  public Object increment() {
    return checked(client.pipeline(keys.stream().map(RedisCommand::increment).toList()));
  }

  @Override
  public Object read() {
    return checked(client.pipeline(keys.stream().map(RedisCommand::get).toList()));
  }

  @Override
  public void close() {
    client.close();
  }

  private static <T> List<T> checked(List<RedisResult<T>> results) {
    return results.stream().map(RedisResult::orThrow).toList();
  }
}
