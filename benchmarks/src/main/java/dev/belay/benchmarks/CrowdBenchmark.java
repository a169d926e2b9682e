package dev.belay.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.belay.cache.CacheCodec;
import dev.belay.cache.NearKey;
import dev.belay.cache.NearValue;
import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersionCache;
import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.resp.RespRedisClients;
import dev.belay.cache.redis.store.RedisCacheStores;
import dev.belay.testservers.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * Sixty-four threads read a thousand values, and bump one of fifty tags once in two hundred times.
 * The contenders promise different things, which is what the figures are the price of.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Threads(64)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class CrowdBenchmark {

  private static final int VALUES = 1000;
  private static final int TAGS = 50;
  private static final int READS_PER_BUMP = 200;
  static final int CONNECTIONS = 16;
  static final Duration TIME = Duration.ofHours(1);

  private RedisServer server;
  private RedisClient redis;
  private Turns<Tagged> turns;
  private Tagged cache;

  /** Starts a server. */
  @Setup
  public void prepare() {
    server = RedisServer.start();
    redis =
        RespRedisClients.builder(server.uri())
            .connections(CONNECTIONS, Duration.ofSeconds(5))
            .build();
    turns = start(server);
  }

  /** Makes the contenders. */
  Turns<Tagged> start(RedisServer started) {
    return Turns.of(Contender.class, this::contender, Tagged::close);
  }

  private Tagged contender(Contender contender) {
    return switch (contender) {
      case CAFFEINE_TAG_INDEX -> new TagIndex();
      case BELAY_NEAR_A_SECOND -> near(Duration.ofSeconds(1));
      case BELAY_STRICT -> near(Duration.ZERO);
    };
  }

  /** Ours over Redis, with a near cache of this age. */
  final Tagged near(Duration age) {
    return new Belay(
        TagVersionCache.builder(RedisCacheStores.versions(redis), RedisCacheStores.values(redis))
            .near(near(), age)
            .build());
  }

  private static ConcurrentMap<NearKey, NearValue> near() {
    return Caffeine.newBuilder().maximumSize(10_000).<NearKey, NearValue>build().asMap();
  }

  /** Lets the next contender have its turn. */
  @Setup(Level.Iteration)
  public void begin() {
    cache = turns.next();
  }

  /** Stops the server. */
  @TearDown
  public void drop() {
    turns.close();
    redis.close();
    server.close();
  }

  /** One read, or now and then one bump. */
  @Benchmark
  public Object readOrBump() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int value = random.nextInt(VALUES);
    return random.nextInt(READS_PER_BUMP) == 0
        ? cache.bump(value % TAGS)
        : cache.read(value % TAGS, "value:" + value);
  }

  /** What all processes share costs round trips, but a near cache fewer than a strict one. */
  static List<Goal> goals() {
    return List.of(
        new Goal(
            "CrowdBenchmark.readOrBump", Contender.BELAY_NEAR_A_SECOND, Contender.BELAY_STRICT, 1));
  }

  private record Belay(TagVersionCache cache, List<TagSet> tags) implements Tagged {

    Belay(TagVersionCache cache) {
      this(cache, IntStream.range(0, TAGS).mapToObj(i -> TagSet.of("crowd:" + i)).toList());
    }

    @Override
    public Object read(int tag, String key) {
      return cache.getOrLoad(
          tags.get(tag), key, TIME, CacheCodec.text(), () -> Optional.of("loaded"));
    }

    @Override
    public Object bump(int tag) {
      return cache.bumpAll(tags.get(tag));
    }
  }

  /**
   * Keys by their tag, beside the values, as is done with Spring's cache: for this process only.
   */
  private static final class TagIndex implements Tagged {

    private final Cache<String, String> values =
        Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(TIME).build();
    private final Map<Integer, Set<String>> keys = new ConcurrentHashMap<>();

    @Override
    public Object read(int tag, String key) {
      String known = values.getIfPresent(key);
      if (known != null) {
        return known;
      }
      keys.computeIfAbsent(tag, unused -> ConcurrentHashMap.newKeySet()).add(key);
      values.put(key, "loaded");
      return "loaded";
    }

    @Override
    public Object bump(int tag) {
      Set<String> tagged = keys.getOrDefault(tag, ConcurrentHashMap.newKeySet());
      values.invalidateAll(tagged);
      tagged.clear();
      return tagged;
    }
  }

  /** Who caches; the first promises least. */
  public enum Contender {
    /** Caffeine and an index of keys by tag: one process, and a load may outlive a bump. */
    CAFFEINE_TAG_INDEX,
    /** A near cache over Redis: a bump of another process is noticed within a second. */
    BELAY_NEAR_A_SECOND,
    /** The versions asked for at each read: a bump of any process is never missed. */
    BELAY_STRICT
  }
}
