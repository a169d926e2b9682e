package dev.belay.byok;

import static dev.belay.byok.KeyHealthFixture.checker;
import static dev.belay.byok.KeyHealthFixture.newKey;
import static dev.belay.byok.KeyHealthFixture.provider;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.KeyHealth.Reason;
import dev.belay.support.AddressGuard;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What never ends, and cannot be interrupted, does not hold a check for ever. */
@Timeout(60)
class KeyHealthSlownessTest {

  private static final Duration SHORT = Duration.ofMillis(100);
  private static final String OWN_URL = "https://my-gateway.example.org/v1";
  private static final Provider OPENAI = provider(ProviderId.OPENAI);
  private static final Provider GATEWAY = provider(ProviderId.GATEWAY);
  private static final HttpReply GOOD =
      HttpReply.of(
          200, Map.of(), "{\"data\":[],\"balance\":\"1\"}".getBytes(StandardCharsets.UTF_8));

  private final Semaphore end = new Semaphore(0);
  private final AtomicInteger sent = new AtomicInteger();

  @AfterEach
  void endAll() {
    end.release(1000);
  }

  @Test
  void hangingLookupsOfUsersGatewaysLeaveRoomForOtherKeys() {
    KeyHealthChecker checker =
        checker(this::answering).gatewayUrls(hangingLookup()).concurrency(1).timeout(SHORT).build();
    for (int user = 0; user < 4; user++) {
      assertThat(checker.checkGateway(newKey(GATEWAY), OWN_URL).reason())
          .isEqualTo(Reason.TIMED_OUT);
    }
    assertThat(sent).hasValue(0);
    assertThat(checker.check(OPENAI, newKey(OPENAI)).reason()).isEqualTo(Reason.ACCEPTED);
  }

  @Test
  void noMoreLookupsHangThanAllowed() {
    TimedUrlCheck urls = new TimedUrlCheck(hangingLookup());
    for (int i = 0; i < 128; i++) {
      assertThat(urls.check(OWN_URL, Duration.ofMillis(1))).isEmpty();
    }
    assertThat(urls.check(OWN_URL, Duration.ofHours(1))).isEmpty();
  }

  @Test
  void aLookupThatEndsInTimeIsFollowedByTheCall() {
    end.release();
    KeyHealthChecker checker = checker(this::answering).gatewayUrls(hangingLookup()).build();

    assertThat(checker.checkGateway(newKey(GATEWAY), OWN_URL).reason()).isEqualTo(Reason.ACCEPTED);
    assertThat(sent).hasValue(1);
  }

  @Test
  void aTransportThatIgnoresItsDeadlineHoldsNoCaller() {
    HttpTransport hanging =
        call -> {
          end.acquireUninterruptibly();
          return answering(call);
        };
    KeyHealthChecker checker = checker(hanging).concurrency(1).timeout(SHORT).build();
    for (int i = 0; i < 3; i++) {
      assertThat(checker.check(OPENAI, newKey(OPENAI)).reason()).isEqualTo(Reason.TIMED_OUT);
    }
  }

  @Test
  void whatIsReadyIsKeptAndWhatIsNotHasTimedOut() {
    ProbePool pool = new ProbePool(2, SHORT);
    Supplier<Reason> hanging =
        () -> {
          end.acquireUninterruptibly();
          return Reason.ACCEPTED;
        };

    assertThat(pool.run(List.of(hanging, () -> Reason.REJECTED, () -> Reason.BLOCKED)))
        .containsExactly(Reason.TIMED_OUT, Reason.REJECTED, Reason.BLOCKED);
  }

  private HttpReply answering(Object call) {
    sent.incrementAndGet();
    return GOOD;
  }

  private GatewayUrlPolicy hangingLookup() {
    return GatewayUrlPolicy.anyPublicHost(
        AddressGuard.with(
            name -> {
              end.acquireUninterruptibly();
              return List.of(InetAddress.getByName("8.8.8.8"));
            }));
  }
}
