package dev.belay.cache.redis.resp;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisCommand;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.redis.RedisServer;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RespSettingsTest {

  @Test
  void readsEveryPartOfAnAddress() {
    RespAddress full = RespAddress.of(URI.create("rediss://me:p%40ss:word@a.example:7000/3"));
    assertThat(full.host()).isEqualTo("a.example");
    assertThat(full.port()).isEqualTo(7000);
    assertThat(full.tls()).isTrue();
    assertThat(full.database()).isEqualTo(3);
    assertThat(full.user()).isEqualTo("me");
    assertThat(full.password()).isEqualTo(Secret.of("p@ss:word"));
  }

  @Test
  void hasADefaultForEveryPartButTheHost() {
    RespAddress bare = RespAddress.of(URI.create("redis://[::1]"));
    assertThat(bare.host()).isEqualTo("::1");
    assertThat(bare.port()).isEqualTo(6379);
    assertThat(bare.tls()).isFalse();
    assertThat(bare.database()).isZero();
    assertThat(bare.user()).isNull();
    assertThat(bare.password()).isNull();
    RespAddress onlyPassword = RespAddress.of(URI.create("redis://:word@a.example/"));
    assertThat(onlyPassword.user()).isNull();
    assertThat(onlyPassword.password()).isEqualTo(Secret.of("word"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.example",
        "http://a.example",
        "redis:///1",
        "redis://user@a.example",
        "redis://user:@a.example",
        "redis://a.example/path",
        "redis://a.example/123456"
      })
  void refusesAnAddressOfAnotherForm(String address) {
    refusalOf(InvalidArgumentException.class, () -> RespRedisClients.of(URI.create(address)));
  }

  @Test
  void readsTheEnvironment() {
    Environment environment =
        Environment.of(Map.of("REDIS_URL", RedisServer.shared().uri().toString()));
    try (RedisClient client = RespRedisClients.from(environment)) {
      assertThat(client.execute(RedisCommand.ping())).isTrue();
    }
  }

  @Test
  void saysWhichVariableIsMissingOrWrong() {
    assertThat(
            refusalOf(
                ConfigurationException.class,
                () -> RespRedisClients.from(Environment.of(Map.of()))))
        .hasMessageContaining("REDIS_URL");
    String secret = TestKeys.withPrefix("p", 24);
    for (String wrong :
        List.of("http://:" + secret + "@a.example", "redis://:" + secret + "@a b")) {
      Environment environment = Environment.of(Map.of("REDIS_URL", wrong));
      refusalOf(ConfigurationException.class, () -> RespRedisClients.from(environment));
    }
  }

  @Test
  void refusesCertificatesForAPlainConnection() throws NoSuchAlgorithmException {
    SSLContext certificates = SSLContext.getDefault();
    RespRedisClients.Builder plain = RespRedisClients.builder(URI.create("redis://a.example"));
    refusalOf(InvalidArgumentException.class, () -> plain.sslContext(certificates));
    RespRedisClients.Builder tls = RespRedisClients.builder(URI.create("rediss://a.example"));
    assertThat(tls.sslContext(certificates)).isSameAs(tls);
  }

  @Test
  void refusesSettingsOutOfRange() {
    RespRedisClients.Builder builder = RespRedisClients.builder(RedisServer.shared().uri());
    Duration fine = Duration.ofSeconds(1);
    refusalOf(InvalidArgumentException.class, () -> builder.timeout(Duration.ZERO));
    refusalOf(InvalidArgumentException.class, () -> builder.connectTimeout(Duration.ofHours(1)));
    refusalOf(InvalidArgumentException.class, () -> builder.connections(0, fine));
    refusalOf(InvalidArgumentException.class, () -> builder.connections(1001, fine));
    refusalOf(InvalidArgumentException.class, () -> builder.connections(1, Duration.ZERO));
  }
}
