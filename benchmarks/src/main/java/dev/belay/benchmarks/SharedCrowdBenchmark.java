package dev.belay.benchmarks;

import dev.belay.testservers.redis.RedisServer;
import java.time.Duration;
import java.util.List;

/** {@link CrowdBenchmark} beside an index of keys by tag that all processes share, too. */
public class SharedCrowdBenchmark extends CrowdBenchmark {

  private static final double STRICT_AT_MOST = 1.3;

  @Override
  Turns<Tagged> start(RedisServer started) {
    return Turns.of(
        Contender.class,
        contender ->
            switch (contender) {
              case REDISSON_TAG_INDEX -> new RedissonTagIndex(started.uri(), CONNECTIONS, TIME);
              case BELAY_NEAR_A_SECOND -> near(Duration.ofSeconds(1));
              case BELAY_STRICT -> near(Duration.ZERO);
            },
        Tagged::close);
  }

  /** A strict read is one round trip, as Redisson's is. */
  static List<Goal> goals() {
    return List.of(
        goal(Contender.BELAY_NEAR_A_SECOND, 1), goal(Contender.BELAY_STRICT, STRICT_AT_MOST));
  }

  private static Goal goal(Contender contender, double atMost) {
    return new Goal(
        "SharedCrowdBenchmark.readOrBump", contender, Contender.REDISSON_TAG_INDEX, atMost);
  }

  /** Who caches; the first is the peer. */
  public enum Contender {
    /** An index of keys by tag in Redis, by Redisson: a load may outlive a bump. */
    REDISSON_TAG_INDEX,
    /** A near cache over Redis: a bump of another process is noticed within a second. */
    BELAY_NEAR_A_SECOND,
    /** The versions asked for at each read: a bump of any process is never missed. */
    BELAY_STRICT
  }
}
