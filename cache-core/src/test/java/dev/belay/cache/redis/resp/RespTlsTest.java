package dev.belay.cache.redis.resp;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisCommand;
import dev.belay.cache.redis.RedisUnavailableException;
import dev.belay.cache.redis.RedisUnavailableException.Reason;
import dev.belay.support.http.TestTls;
import dev.belay.testservers.redis.RedisServer;
import dev.belay.testservers.redis.RedisTap;
import java.net.URI;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** Over TLS a password goes to the right server only: to one that proves its name. */
class RespTlsTest {

  @Test
  void speaksToAServerThatProvesItsName() throws Exception {
    SSLContext tls = TestTls.selfSigned("localhost");
    try (RedisTap tap = RedisTap.withTls(RedisServer.shared(), tls);
        RedisClient client = client(tap, tls)) {
      assertThat(client.execute(RedisCommand.ping())).isTrue();
    }
  }

  @Test
  void refusesACertificateOfAnotherName() throws Exception {
    SSLContext tls = TestTls.selfSigned("other.example");
    try (RedisTap tap = RedisTap.withTls(RedisServer.shared(), tls);
        RedisClient client = client(tap, tls)) {
      isUnreachable(client);
    }
  }

  @Test
  void refusesACertificateThatNobodyVouchesFor() throws Exception {
    try (RedisTap tap = RedisTap.withTls(RedisServer.shared(), TestTls.selfSigned("localhost"));
        RedisClient client = client(tap, TestTls.selfSigned("localhost"));
        RedisClient byDefault = RespRedisClients.of(address(tap))) {
      isUnreachable(client);
      isUnreachable(byDefault);
    }
  }

  private static RedisClient client(RedisTap tap, SSLContext trusted) {
    return RespRedisClients.builder(address(tap)).sslContext(trusted).build();
  }

  private static URI address(RedisTap tap) {
    return URI.create("rediss://localhost:" + tap.uri().getPort());
  }

  private static void isUnreachable(RedisClient client) {
    RedisUnavailableException refused =
        refusalOf(RedisUnavailableException.class, () -> client.execute(RedisCommand.ping()));
    assertThat(refused.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(refused.maybeExecuted()).isFalse();
  }
}
