package dev.belay.webhook.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.testservers.leak.Refusals;
import dev.belay.webhook.idempotency.Claim;
import dev.belay.webhook.idempotency.IdempotencyKey;
import dev.belay.webhook.idempotency.IdempotencyStore;
import dev.belay.webhook.idempotency.Lease;
import dev.belay.webhook.verify.HmacVerifier;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each event is handled once, and none is lost. */
class SingleHandlingTest {

  private static final String PAYLOAD = EndpointFixture.PAYLOAD;

  private final EndpointFixture fixture = new EndpointFixture();
  private final AtomicInteger runs = new AtomicInteger();

  @AfterEach
  void close() {
    fixture.close();
  }

  private WebhookEndpoint counting() {
    return fixture.endpoint(
        builder -> builder.handler(event -> WebhookOutcome.with("run", runs.incrementAndGet())));
  }

  @Test
  void givesTheSameAnswerToARepetition() {
    WebhookEndpoint endpoint = counting();
    assertThat(endpoint.handle(fixture.signed(PAYLOAD)).body())
        .isEqualTo("{\"ok\":true,\"run\":1}");
    for (int i = 0; i < 3; i++) {
      WebhookResponse repeated = endpoint.handle(fixture.signed(PAYLOAD));
      assertThat(repeated.status()).isEqualTo(200);
      assertThat(repeated.body()).isEqualTo("{\"ok\":true,\"duplicate\":true,\"run\":1}");
    }
    assertThat(runs.get()).isEqualTo(1);
  }

  @Test
  void forgetsARepetitionAfterTheRetention() {
    WebhookEndpoint endpoint = counting();
    endpoint.handle(fixture.signed(PAYLOAD));
    fixture.clock.pass(Duration.ofDays(7).plusSeconds(1));
    endpoint.handle(fixture.signed(PAYLOAD));
    assertThat(runs.get()).isEqualTo(2);
  }

  @Test
  void handlesEventsInWhateverOrderTheyCome() {
    WebhookEndpoint endpoint = counting();
    for (int i : new int[] {3, 1, 2, 1, 3, 2}) {
      endpoint.handle(fixture.signed(PAYLOAD.replace("5b1f0c3d2e1a", "5b1f0c3d2e1" + i)));
    }
    assertThat(runs.get()).isEqualTo(3);
  }

  @Test
  void handlesAnEventOnceForEachEndpoint() {
    WebhookEndpoint trips = counting();
    WebhookEndpoint cache =
        WebhookEndpoint.builder("cache")
            .verifier(HmacVerifier.of(fixture.secret))
            .idempotency(fixture.store)
            .handler(event -> WebhookOutcome.with("run", runs.incrementAndGet()))
            .build();
    trips.handle(fixture.signed(PAYLOAD));
    cache.handle(fixture.signed(PAYLOAD));
    assertThat(runs.get()).isEqualTo(2);
  }

  /** As a service of another kind, that uses the store for something of the same name, can. */
  @Test
  void answersAlsoWhereSomebodyElseHasWrittenTheResult() {
    for (String other : new String[] {"", "x", "done", "[1]"}) {
      String payload = PAYLOAD.replace("5b1f0c3d2e1a", "5b1f0c3d2e1" + other.length());
      String id = "0197f0c5-1d2e-7c1a-8f00-5b1f0c3d2e1" + other.length();
      Claim.Acquired claim =
          (Claim.Acquired)
              fixture.store.begin(new IdempotencyKey("trips", id), Duration.ofMinutes(1));
      fixture.store.commit(claim.lease(), other, Duration.ofDays(1));
      assertThat(counting().handle(fixture.signed(payload)).body())
          .isEqualTo("{\"ok\":true,\"duplicate\":true}");
    }
  }

  /** Among them 429, which asks for the very retry that must then be handled. */
  @Test
  void givesAnEventBackWhateverTheHandlersFailureIs() {
    for (RuntimeException failure :
        new RuntimeException[] {
          new WebhookHandlingException(
              WebhookHandlingException.Kind.RATE_LIMITED, Duration.ofSeconds(5)),
          new WebhookHandlingException(WebhookHandlingException.Kind.INVALID),
          new IllegalStateException("boom"),
          new BackendUnavailableException("away", BackendFault.none(), true)
        }) {
      WebhookEndpoint failing =
          fixture.endpoint(
              builder ->
                  builder.handler(
                      event -> {
                        throw failure;
                      }));
      assertThat(failing.handle(fixture.signed(PAYLOAD)).status()).isGreaterThanOrEqualTo(400);
    }
    assertThat(counting().handle(fixture.signed(PAYLOAD)).status()).isEqualTo(200);
    assertThat(runs.get()).isEqualTo(1);
  }

  @Test
  void givesAnEventBackWhenTheHandlerBreaksDown() {
    WebhookEndpoint breaking =
        fixture.endpoint(
            builder ->
                builder.handler(
                    event -> {
                      throw new StackOverflowError();
                    }));
    Refusals.refusalOf(StackOverflowError.class, () -> breaking.handle(fixture.signed(PAYLOAD)));
    assertThat(counting().handle(fixture.signed(PAYLOAD)).status()).isEqualTo(200);
  }

  @Test
  void asksTheSecondOfTwoToComeAgain() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    WebhookEndpoint slow =
        fixture.endpoint(
            builder ->
                builder.handler(
                    event -> {
                      begun.countDown();
                      await(mayEnd);
                      return WebhookOutcome.with("run", runs.incrementAndGet());
                    }));
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<WebhookResponse> first = other.submit(() -> slow.handle(fixture.signed(PAYLOAD)));
      await(begun);
      WebhookResponse second = slow.handle(fixture.signed(PAYLOAD));
      assertThat(second.status()).isEqualTo(409);
      assertThat(second.headers()).containsEntry("Retry-After", "120");
      assertThat(second.body()).contains("in_progress");
      mayEnd.countDown();
      assertThat(first.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
    } finally {
      other.shutdownNow();
    }
    assertThat(slow.handle(fixture.signed(PAYLOAD)).body()).contains("\"duplicate\":true");
    assertThat(runs.get()).isEqualTo(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Test
  void handlesAnEventThatComesManyTimesAtOnceOnce() {
    WebhookEndpoint endpoint = counting();
    IntStream.range(0, 200)
        .parallel()
        .forEach(i -> assertThat(endpoint.handle(fixture.signed(PAYLOAD)).status()).isIn(200, 409));
    assertThat(runs.get()).isEqualTo(1);
  }

  /** A process that dies leaves a lease behind. */
  @Test
  void handlesAnEventAgainWhenTheLeaseOfADeadProcessIsOver() {
    fixture.store.begin(
        new IdempotencyKey("trips", "0197f0c5-1d2e-7c1a-8f00-5b1f0c3d2e1a"), Duration.ofMinutes(2));
    WebhookEndpoint endpoint = counting();
    assertThat(endpoint.handle(fixture.signed(PAYLOAD)).status()).isEqualTo(409);
    fixture.clock.pass(Duration.ofMinutes(2).plusMillis(1));
    assertThat(endpoint.handle(fixture.signed(PAYLOAD)).status()).isEqualTo(200);
  }

  @Test
  void handlesNothingWhileTheStoreIsAway() {
    WebhookEndpoint endpoint = over(new BreakingStore(true, false, false));
    assertThat(endpoint.handle(fixture.signed(PAYLOAD)).status()).isEqualTo(503);
    assertThat(runs.get()).isZero();
  }

  /** The work is done, so the sender must not repeat it. */
  @Test
  void saysThatItIsDoneWhereOnlyTheNoteOfItFailed() {
    WebhookEndpoint endpoint = over(new BreakingStore(false, true, false));
    assertThat(endpoint.handle(fixture.signed(PAYLOAD)).status()).isEqualTo(200);
    assertThat(runs.get()).isEqualTo(1);
  }

  @Test
  void saysThatItIsDoneWhereTheLeaseWasOutlived() {
    WebhookEndpoint endpoint =
        fixture.endpoint(
            builder ->
                builder.handler(
                    event -> {
                      fixture.clock.pass(Duration.ofMinutes(3));
                      return WebhookOutcome.done();
                    }));
    assertThat(endpoint.handle(fixture.signed(PAYLOAD)).status()).isEqualTo(200);
  }

  @Test
  void keepsTheHandlersAnswerWhereGivingBackFails() {
    WebhookEndpoint endpoint =
        fixture
            .builder()
            .idempotency(new BreakingStore(false, false, true))
            .handler(
                event -> {
                  throw new WebhookHandlingException(WebhookHandlingException.Kind.NOT_FOUND);
                })
            .build();
    assertThat(endpoint.handle(fixture.signed(PAYLOAD)).status()).isEqualTo(404);
  }

  @Test
  void keepsNoResultThatIsTooLong() {
    WebhookEndpoint endpoint =
        fixture.endpoint(
            builder -> builder.handler(event -> WebhookOutcome.with("long", "x".repeat(100_000))));
    assertThat(endpoint.handle(fixture.signed(PAYLOAD)).body()).hasSizeGreaterThan(100_000);
    assertThat(endpoint.handle(fixture.signed(PAYLOAD)).body())
        .isEqualTo("{\"ok\":true,\"duplicate\":true}");
  }

  private WebhookEndpoint over(IdempotencyStore store) {
    return fixture
        .builder()
        .idempotency(store)
        .handler(event -> WebhookOutcome.with("run", runs.incrementAndGet()))
        .build();
  }

  /** The fixture's store, which is away for some calls. */
  private final class BreakingStore implements IdempotencyStore {

    private final boolean begin;
    private final boolean commit;
    private final boolean release;

    BreakingStore(boolean begin, boolean commit, boolean release) {
      this.begin = begin;
      this.commit = commit;
      this.release = release;
    }

    private static void breakIf(boolean away) {
      if (away) {
        throw new BackendUnavailableException("away", BackendFault.none(), true);
      }
    }

    @Override
    public Claim begin(IdempotencyKey key, Duration leaseTime) {
      breakIf(begin);
      return fixture.store.begin(key, leaseTime);
    }

    @Override
    public void commit(Lease lease, String result, Duration retention) {
      breakIf(commit);
      fixture.store.commit(lease, result, retention);
    }

    @Override
    public boolean release(Lease lease) {
      breakIf(release);
      return fixture.store.release(lease);
    }

    @Override
    public Lease renew(Lease lease, Duration leaseTime) {
      return fixture.store.renew(lease, leaseTime);
    }
  }
}
