package dev.belay.testservers.redis;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.testservers.leak.TestKeys;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerTest {

  @Test
  void isARealRedisOnLoopback() {
    RedisServer redis = RedisServer.shared();
    String key = RedisServer.uniqueKey("server-test");
    assertThat(redis.uri()).hasScheme("redis").hasHost("127.0.0.1").hasPort(redis.port());
    assertThat(redis.command("SET", key, "value")).isEqualTo("OK");
    assertThat(redis.command("GET", key)).isEqualTo("value");
    assertThat(redis.command("INCR", key)).startsWith("ERR value is not an integer");
    assertThat(redis.command("MGET", key, key + "-absent")).isEqualTo("[value, (nil)]");
    assertThat(redis.command("CONFIG", "GET", "bind")).isEqualTo("[bind, 127.0.0.1]");
    assertThat(RedisServer.shared()).isSameAs(redis);
  }

  @Test
  void comesBackEmptyOnItsPortAfterACrash() {
    try (RedisServer redis = RedisServer.start()) {
      int port = redis.port();
      redis.command("SET", "key", "value");
      redis.kill();
      assertThat(redis.isRunning()).isFalse();
      refusalOf(UncheckedIOException.class, () -> redis.command("PING"));
      redis.restart();
      assertThat(redis.port()).isEqualTo(port);
      assertThat(redis.command("GET", "key")).isEqualTo("(nil)");
    }
  }

  @Test
  void comesBackEmptyAfterAShutdown() {
    try (RedisServer redis = RedisServer.start()) {
      redis.command("SET", "key", "value");
      redis.stop();
      assertThat(redis.isRunning()).isFalse();
      redis.restart();
      assertThat(redis.command("GET", "key")).isEqualTo("(nil)");
    }
  }

  @Test
  void asksForItsPassword() {
    String password = TestKeys.withPrefix("", 24);
    try (RedisServer redis = RedisServer.startWithPassword(password)) {
      assertThat(redis.password()).contains(password);
      assertThat(redis.command("PING")).isEqualTo("PONG");
      try (RespConnection anonymous = RespConnection.open(redis.port(), null)) {
        assertThat(anonymous.call("PING")).isInstanceOf(RespValue.Failure.class);
      }
      refusalOf(UncheckedIOException.class, () -> RespConnection.open(redis.port(), "wrong"));
    }
    refusalOf(IllegalArgumentException.class, () -> RedisServer.startWithPassword("a\"\nsave 1"));
  }

  @Test
  void leavesNoProcessAndNoFileBehind() {
    RedisServer redis = RedisServer.start();
    Path directory = Path.of(directory(redis));
    long pid = pid(redis);
    assertThat(directory).isDirectory();
    redis.close();
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(directory).doesNotExist();
    redis.close();
  }

  @Test
  void doesNotTakeAnotherServerForItself() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      refusalOf(IllegalStateException.class, () -> RedisProcess.start(taken.getLocalPort(), null));
    }
  }

  @Test
  void aVariableThatNamesNoProgramIsAnError(@TempDir Path directory) throws Exception {
    assertThat(RedisExecutable.named(" ")).isEmpty();
    refusalOf(IllegalStateException.class, () -> RedisExecutable.named(directory.toString()));
    Path program = Files.createFile(directory.resolve("redis-server"));
    refusalOf(IllegalStateException.class, () -> RedisExecutable.named(program.toString()));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    assertThat(RedisExecutable.named(program.toString())).contains(program);
  }

  private static String directory(RedisServer redis) {
    return redis.command("CONFIG", "GET", "dir").replaceAll("\\[dir, (.*)\\]", "$1");
  }

  private static long pid(RedisServer redis) {
    return redis
        .command("INFO", "server")
        .lines()
        .filter(line -> line.startsWith("process_id:"))
        .map(line -> Long.parseLong(line.substring("process_id:".length())))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aTapCountsRoundTripsAndCuts() {
    try (RedisTap tap = RedisTap.before(RedisServer.shared());
        RespConnection wire = RespConnection.open(tap.uri().getPort(), null)) {
      assertThat(wire.call("PING").text()).isEqualTo("PONG");
      List<byte[]> ping = List.of("PING".getBytes(StandardCharsets.US_ASCII));
      assertThat(wire.call(List.of(ping, ping, ping))).hasSize(3);
      assertThat(tap.roundTrips()).isEqualTo(2);
      tap.cutAfterReplyBytes("+PONG\r\n+PO".length());
      refusalOf(UncheckedIOException.class, () -> wire.call(List.of(ping, ping, ping)));
      try (RespConnection again = RespConnection.open(tap.uri().getPort(), null)) {
        assertThat(again.call("PING").text()).isEqualTo("PONG");
      }
    }
  }
}
