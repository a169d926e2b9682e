package dev.belay.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.examples.cli.Cli.Result;
import dev.belay.testservers.redis.RedisServer;
import dev.belay.testservers.redis.UpstashServer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CacheCommandsTest {

  private static CliDatabase database;

  @BeforeAll
  static void install() {
    database = CliDatabase.withSchema();
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @Test
  void showsAndBumpsVersionsInADatabase() {
    showsAndBumps(database.service(), "");
  }

  @Test
  void showsAndBumpsVersionsInRedis() {
    Cli belay = Cli.plain().variable("REDIS_URL", RedisServer.shared().uri().toString());
    showsAndBumps(belay, RedisServer.uniqueKey("cli"), "--redis");
  }

  @Test
  void showsAndBumpsVersionsInUpstash() {
    try (UpstashServer upstash = UpstashServer.over(RedisServer.shared())) {
      Cli belay =
          Cli.plain()
              .variable("UPSTASH_REDIS_REST_URL", upstash.url().toString())
              .variable("UPSTASH_REDIS_REST_TOKEN", upstash.token());
      showsAndBumps(belay, RedisServer.uniqueKey("cli"), "--upstash");
      assertThat(belay.run("cache", "bump", "trips", "--upstash", "--redis").exitCode())
          .isEqualTo(2);
    }
  }

  private static void showsAndBumps(Cli belay, String prefix, String... options) {
    String trips = prefix + "trips";
    String users = prefix + "users";
    Result before = belay.run(line(options, "cache", "versions", users, trips));
    assertThat(before.exitCode()).as(before.err()).isZero();
    assertThat(before.out()).containsSubsequence(trips, "0", users, "0");

    assertThat(belay.run(line(options, "cache", "bump", trips)).out())
        .containsSubsequence(trips, "1")
        .doesNotContain(users);
    assertThat(belay.run(line(options, "cache", "bump", users, trips)).out())
        .containsSubsequence(trips, "2", users, "1");
    assertThat(belay.run(line(options, "cache", "versions", users, trips)).out())
        .containsSubsequence(trips, "2", users, "1");
  }

  @Test
  void refusesWhatIsNoTagAndNoTagAtAll() {
    Cli belay = database.service();
    assertThat(belay.run("cache", "bump", "a b").exitCode()).isEqualTo(1);
    assertThat(belay.run("cache", "bump").exitCode()).isEqualTo(2);
    assertThat(belay.run("cache", "versions").exitCode()).isEqualTo(2);
  }

  @Test
  void refusesRedisBesideADatabase() {
    Result both = database.service().run("cache", "bump", "trips", "--redis");
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).contains("--redis takes the place of a database");
  }

  @Test
  void saysThatRedisIsNotThere() {
    Result nowhere = Cli.plain().run("cache", "bump", "trips", "--redis");
    assertThat(nowhere.exitCode()).isEqualTo(1);
    assertThat(nowhere.err()).contains("REDIS_URL");
  }

  private static String[] line(String[] options, String... words) {
    String[] line = Arrays.copyOf(words, words.length + options.length);
    System.arraycopy(options, 0, line, words.length, options.length);
    return line;
  }
}
