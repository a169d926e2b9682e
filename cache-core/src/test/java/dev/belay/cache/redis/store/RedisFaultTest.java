package dev.belay.cache.redis.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.BumpChecker;
import dev.belay.cache.CacheCodec;
import dev.belay.cache.CacheLoader;
import dev.belay.cache.CacheSubject;
import dev.belay.cache.CacheValueStore;
import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersionCache;
import dev.belay.cache.memory.InMemoryCacheStores;
import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.resp.RespRedisClients;
import dev.belay.support.BackendUnavailableException;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.redis.RedisServer;
import dev.belay.testservers.redis.RedisTap;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the cache when Redis dies, is cut off, or is slow. */
@Timeout(120)
class RedisFaultTest {

  private static final TagSet TAGS = TagSet.of("trips", "users");

  private final AtomicInteger loads = new AtomicInteger();

  /** They outlive Redis, which is the worst that can be. */
  private final CacheValueStore values = InMemoryCacheStores.values(1000);

  private RedisServer server;
  private RedisTap tap;
  private RedisClient client;
  private TagVersionCache cache;

  @BeforeEach
  void start() {
    server = RedisServer.start();
    tap = RedisTap.before(server);
    client = RespRedisClients.builder(tap.uri()).timeout(Duration.ofMillis(300)).build();
    cache =
        TagVersionCache.builder(RedisCacheStores.versions(client), values)
            .retryAfter(Duration.ZERO)
            .build();
  }

  @AfterEach
  void close() {
    client.close();
    tap.close();
    server.close();
  }

  private String read() {
    CacheLoader<String> loader = () -> Optional.of("load " + loads.incrementAndGet());
    return cache
        .getOrLoad(TAGS, "list", Duration.ofHours(1), CacheCodec.text(), loader)
        .orElseThrow();
  }

  @Test
  void aServerThatCameBackEmptyBringsNothingBackToLife() {
    assertThat(read()).isEqualTo("load 1");
    cache.bumpAll(TAGS);
    assertThat(read()).isEqualTo("load 2");

    server.kill();
    assertThat(read()).isEqualTo("load 3");
    Refusals.refusalOf(BackendUnavailableException.class, () -> cache.bumpAll(TAGS));
    server.restart();

    assertThat(cache.versions(TAGS).values()).containsOnly(0L);
    assertThat(read()).isEqualTo("load 4");
    assertThat(read()).isEqualTo("load 4");
    cache.bumpAll(TAGS);
    assertThat(read()).isEqualTo("load 5");
    assertThat(read()).isEqualTo("load 5");
  }

  @Test
  void aBumpWhoseAnswerIsCutOffIsDoneAgainAndReportedOnlyThen() {
    TagSet many = TagSet.of(IntStream.range(0, 100).mapToObj(i -> "tag:" + i).toList());
    cache.bumpAll(many);
    tap.cutAfterReplyBytes(40);
    // The first attempt took effect without its answer, so the second makes it three.
    assertThat(cache.bumpAll(many).values()).containsOnly(3L);
    assertThat(cache.versions(many).values()).containsOnly(3L);
  }

  @Test
  void readsDoNotWaitForASlowServerLongerThanTheirTime() {
    cache =
        TagVersionCache.builder(RedisCacheStores.versions(client), values)
            .retryAfter(Duration.ofMinutes(10))
            .build();
    assertThat(read()).isEqualTo("load 1");
    tap.stall();
    assertThat(read()).isEqualTo("load 2");
    long asked = tap.roundTrips();
    assertThat(read()).isEqualTo("load 3");
    assertThat(tap.roundTrips()).isEqualTo(asked);
    Refusals.refusalOf(BackendUnavailableException.class, () -> cache.bump("trips"));
    tap.resume();
  }

  @Test
  void noReadReturnsWhatABumpHasMadeVoidWhileConnectionsAreCut() {
    CacheSubject caches = CacheSubject.processes(RedisCacheStores.versions(client), values);
    CacheSubject cutOff =
        new CacheSubject(caches) {
          @Override
          public void disturb(TagSet tags) {
            tap.cut();
          }
        };
    assertThat(BumpChecker.violation(cutOff, 10_000)).isEmpty();
  }
}
