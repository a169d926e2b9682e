package dev.belay.benchmarks;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.redisson.Redisson;
import org.redisson.api.RBatch;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/**
 * A bucket for each value and a set of keys for each tag, by Redisson: for all processes, but a
 * load that began before a bump may store its value after it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // execute throws what any of its commands throws
final class RedissonTagIndex implements Tagged {

  private final RedissonClient redisson;
  private final Duration time;

  RedissonTagIndex(URI address, int connections, Duration time) {
    Config config = new Config().setCodec(StringCodec.INSTANCE);
    config
        .useSingleServer()
        .setAddress(address.toString())
        .setConnectionPoolSize(connections)
        .setConnectionMinimumIdleSize(connections);
    this.redisson = Redisson.create(config);
    this.time = time;
  }

  @Override
  public Object read(int tag, String key) {
    Object known = redisson.getBucket(bucket(key)).get();
    if (known != null) {
      return known;
    }
    RBatch batch = redisson.createBatch();
    batch.getSet(index(tag)).addAsync(bucket(key));
    batch.getBucket(bucket(key)).setAsync("loaded", time);
    batch.execute();
    return "loaded";
  }

  @Override
  public Object bump(int tag) {
    Set<String> tagged = redisson.<String>getSet(index(tag)).readAll();
    if (tagged.isEmpty()) {
      return tagged;
    }
    RBatch batch = redisson.createBatch();
    batch.getKeys().deleteAsync(tagged.toArray(String[]::new));
    batch.getSet(index(tag)).removeAllAsync(tagged);
    batch.execute();
    return tagged;
  }

  @Override
  public void close() {
    redisson.shutdown();
  }

  private static String bucket(String key) {
    return "redisson:" + key;
  }

  private static String index(int tag) {
    return "redisson:tag:" + tag;
  }
}
