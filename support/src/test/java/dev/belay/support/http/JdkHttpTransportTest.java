package dev.belay.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.http.HttpExchangeException.Reason;
import dev.belay.testservers.leak.Refusals;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JdkHttpTransportTest extends JdkHttpTransportContract {

  private static final Subject PLAIN = Subject.plain();

  JdkHttpTransportTest() {
    super(PLAIN);
  }

  @Test
  void keepsAConnectionForTheNextCall() throws Exception {
    try (FaultServer server = serve(Fault.reply(200, "{}"))) {
      for (int i = 0; i < 5; i++) {
        transport().exchange(HttpCall.post(server.uri("/")).json("{}").build());
      }
      assertThat(server.received()).hasSize(5);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void doesNotRepeatAPostOnAKeptConnectionThatTheServerDrops() throws Exception {
    try (FaultServer server = serve(Fault.reply(200, "{}"), Fault.hangUp())) {
      HttpCall call = HttpCall.post(server.uri("/")).json("{}").build();
      transport().exchange(call);

      assertThat(Refusals.refusalOf(HttpExchangeException.class, () -> transport().exchange(call)))
          .isInstanceOfSatisfying(
              HttpExchangeException.class,
              failure -> assertThat(failure.reason()).isEqualTo(Reason.CONNECTION_LOST));
      assertThat(server.received())
          .extracting(FaultServer.Received::connection)
          .containsExactly(1, 1);
    }
  }

  @Test
  void repeatsAnIdempotentPostOnAKeptConnectionThatTheServerDrops() throws Exception {
    FakeTime time = new FakeTime(Instant.EPOCH);
    HttpTransport retrying =
        RetryingHttpTransport.over(transport(), RetryPolicy.defaults(), time, time, new Random(1));
    try (FaultServer server =
        serve(Fault.reply(200, "{}"), Fault.hangUp(), Fault.reply(200, "{\"second\":1}"))) {
      HttpCall call = HttpCall.post(server.uri("/")).json("{}").idempotent(true).build();
      retrying.exchange(call);
      HttpReply reply = retrying.exchange(call);

      assertThat(reply.text()).isEqualTo("{\"second\":1}");
      assertThat(reply.attempts()).isEqualTo(2);
      assertThat(server.received()).hasSize(3);
    }
  }

  @Test
  void sendsItsOwnUserAgentUnlessTheCallHasOne() throws Exception {
    HttpTransport named = JdkHttpTransport.builder().userAgent("shop/1 belay").build();
    try (FaultServer server = serve(Fault.reply(200, "{}"))) {
      named.exchange(HttpCall.get(server.uri("/")).build());
      named.exchange(HttpCall.get(server.uri("/")).header("user-agent", "other/2").build());

      assertThat(server.received())
          .extracting(request -> request.headers().get("User-Agent"))
          .containsExactly("shop/1 belay", "other/2");
    }
  }

  @Test
  void isSharedByAll() {
    assertThat(JdkHttpTransport.shared()).isSameAs(JdkHttpTransport.shared());
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    Refusals.refusalOf(
        InvalidArgumentException.class,
        () -> JdkHttpTransport.builder().connectTimeout(Duration.ZERO).build());
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> JdkHttpTransport.builder().userAgent("a\r\nb"));
  }
}
