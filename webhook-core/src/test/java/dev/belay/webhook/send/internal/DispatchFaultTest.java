package dev.belay.webhook.send.internal;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static dev.belay.webhook.send.WebhookDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.telemetry.RecordedTelemetry;
import dev.belay.support.telemetry.TelemetryNames;
import dev.belay.webhook.send.DeliveryError;
import dev.belay.webhook.send.DeliveryPolicy;
import dev.belay.webhook.send.DispatchCounts;
import dev.belay.webhook.send.EndpointOptions;
import dev.belay.webhook.send.WebhookDispatcher;
import dev.belay.webhook.send.internal.DeliveryResult.Outcome;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a dispatcher does when its database or its client does not, and what it shows of it. */
@Timeout(60)
class DispatchFaultTest {

  private static final HttpTransport FINE = call -> HttpReply.of(200, Map.of(), new byte[0]);

  private static BackendUnavailableException away() {
    return new BackendUnavailableException("away", BackendFault.none(), true);
  }

  private static WebhookDispatcher.Builder builder(StubOutbox outbox) {
    return new DispatcherBuilder(outbox).guardedTransport(FINE).pollInterval(Duration.ofMillis(20));
  }

  @Test
  void asksADatabaseThatIsAwayAgain() throws Exception {
    StubOutbox outbox =
        new StubOutbox(10)
            .failingToClaim(away(), new AccessDeniedException("no right", BackendFault.none()));
    try (WebhookDispatcher dispatcher = builder(outbox).build()) {
      dispatcher.start();
      await("all is delivered", () -> outbox.outcomes(Outcome.DELIVERED) == 10);
      assertThat(dispatcher.isRunning()).isTrue();
    }
  }

  @Test
  void aDrainSaysThatTheDatabaseIsAway() {
    StubOutbox outbox = new StubOutbox(1).failingToClaim(away());
    try (WebhookDispatcher dispatcher = builder(outbox).build()) {
      refusalOf(BackendUnavailableException.class, () -> dispatcher.drain(Duration.ofSeconds(10)));
      assertThat(dispatcher.drain(Duration.ofSeconds(10)).delivered()).isEqualTo(1);
    }
  }

  @Test
  void sendsAlsoWhereTheBacklogCannotBeReadNorTheFingerprintWritten() {
    StubOutbox outbox = new StubOutbox(3).failingAside(away(), away());
    try (WebhookDispatcher dispatcher = builder(outbox).build()) {
      assertThat(dispatcher.drain(Duration.ofSeconds(10)).delivered()).isEqualTo(3);
    }
  }

  @Test
  void keepsResultsUntilTheDatabaseTakesThem() {
    StubOutbox outbox = new StubOutbox(50).failingToComplete(away(), away(), away());
    try (WebhookDispatcher dispatcher = builder(outbox).build()) {
      assertThat(dispatcher.drain(Duration.ofSeconds(30)).delivered()).isEqualTo(50);
    }
    assertThat(outbox.done()).extracting(DeliveryResult::id).doesNotHaveDuplicates().hasSize(50);
  }

  @Test
  void oneResultThatTheDatabaseRefusesDoesNotHoldUpTheOthers() {
    StubOutbox outbox = new StubOutbox(40).refusing(7L, 23L);
    try (WebhookDispatcher dispatcher = builder(outbox).build()) {
      assertThat(dispatcher.drain(Duration.ofSeconds(30)).delivered()).isEqualTo(38);
    }
  }

  @Test
  void countsAResultThatCameTooLateAsLost() {
    StubOutbox outbox = new StubOutbox(5).losing(2L);
    try (WebhookDispatcher dispatcher = builder(outbox).build()) {
      DispatchCounts counts = dispatcher.drain(Duration.ofSeconds(30));
      assertThat(counts).extracting(DispatchCounts::delivered).isEqualTo(4L);
      assertThat(counts.lost()).isEqualTo(1);
    }
  }

  @Test
  void writesManyResultsInOneCall() {
    StubOutbox outbox = new StubOutbox(1000);
    try (WebhookDispatcher dispatcher = builder(outbox).build()) {
      dispatcher.drain(Duration.ofSeconds(30));
    }
    assertThat(outbox.done()).hasSize(1000);
    assertThat(outbox.completions()).isLessThan(200);
  }

  @Test
  void outlivesAClientThatFailsAsItShouldNot() {
    AtomicInteger calls = new AtomicInteger();
    HttpTransport broken =
        call -> {
          if (calls.incrementAndGet() % 2 == 0) {
            throw new IllegalStateException("a fault of the client's own");
          }
          return FINE.exchange(call);
        };
    StubOutbox outbox = new StubOutbox(20);
    try (WebhookDispatcher dispatcher = builder(outbox).guardedTransport(broken).build()) {
      dispatcher.drain(Duration.ofSeconds(30));
    }
    assertThat(outbox.outcomes(Outcome.DELIVERED)).isEqualTo(10);
    assertThat(outbox.done())
        .filteredOn(result -> result.outcome() == Outcome.RETRY)
        .hasSize(10)
        .allMatch(result -> result.error() == DeliveryError.CLIENT_FAILED);
  }

  @Test
  void showsEachAttemptAndWhatWaits() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    HttpTransport second =
        call -> HttpReply.of(calls.incrementAndGet() == 1 ? 503 : 200, Map.of(), new byte[0]);
    try (RecordedTelemetry telemetry = new RecordedTelemetry()) {
      StubOutbox outbox = new StubOutbox(3);
      try (WebhookDispatcher dispatcher =
          builder(outbox)
              .concurrency(1, 1)
              .guardedTransport(second)
              .telemetry(telemetry.api())
              .build()) {
        dispatcher.drain(Duration.ofSeconds(30));

        assertThat(telemetry.count("webhook.deliveries", labels("delivered"))).isEqualTo(2);
        assertThat(telemetry.count("webhook.deliveries", labels("retry"))).isEqualTo(1);
        assertThat(telemetry.metric("webhook.backlog").getLongGaugeData().getPoints())
            .anyMatch(
                point ->
                    point.getValue() == 2
                        && point
                            .getAttributes()
                            .equals(RecordedTelemetry.attributes(labels("dead"))));
        assertThat(telemetry.metric("webhook.backlog.age").getDoubleGaugeData().getPoints())
            .hasSize(1);
      }
      List<SpanData> spans = telemetry.spans();
      assertThat(spans)
          .hasSize(3)
          .allMatch(span -> span.getName().equals(TelemetryNames.Spans.WEBHOOK_DELIVERY));
      assertThat(spans.get(0).getAttributes().get(AttributeKey.stringKey("error.type")))
          .isEqualTo("server_error");
      assertThat(spans.get(1).getAttributes().get(AttributeKey.longKey("attempt"))).isEqualTo(1);
    }
  }

  /** So that what the receiver does is seen as a part of it. */
  @Test
  void tellsTheReceiverWhichSpanItIsOf() {
    Queue<String> parents = new ConcurrentLinkedQueue<>();
    HttpTransport noting =
        call -> {
          call.headers().stream()
              .filter(header -> header.name().equals("traceparent"))
              .forEach(header -> parents.add(header.value().reveal()));
          return FINE.exchange(call);
        };
    try (RecordedTelemetry telemetry = new RecordedTelemetry();
        WebhookDispatcher dispatcher =
            builder(new StubOutbox(1))
                .guardedTransport(noting)
                .telemetry(telemetry.api())
                .build()) {
      dispatcher.drain(Duration.ofSeconds(30));
      SpanContext span = telemetry.spans().get(0).getSpanContext();
      assertThat(parents)
          .containsExactly(
              "00-"
                  + span.getTraceId()
                  + "-"
                  + span.getSpanId()
                  + "-"
                  + span.getTraceFlags().asHex());
    }
    parents.clear();
    try (WebhookDispatcher untraced =
        builder(new StubOutbox(1))
            .guardedTransport(noting)
            .telemetry(OpenTelemetry.noop())
            .build()) {
      untraced.drain(Duration.ofSeconds(30));
    }
    assertThat(parents).isEmpty();
  }

  private static Map<String, String> labels(String status) {
    return Map.of("endpoint", "trips", "status", status);
  }

  // ---- Settings

  @Test
  void pausesGrowAsThePolicySaysAndVaryByTheJitter() {
    DeliveryPolicy policy =
        DeliveryPolicy.defaults().withAttempts(9, Duration.ofSeconds(10), Duration.ofMinutes(1));
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int i = 0; i < 200; i++) {
      assertThat(policy.pauseAfter(1, random))
          .isBetween(Duration.ofSeconds(8), Duration.ofSeconds(12));
      assertThat(policy.pauseAfter(5, random))
          .isBetween(Duration.ofSeconds(48), Duration.ofSeconds(72));
    }
  }

  /** What a result may say to the database. */
  @Test
  void noPauseIsLongerThanTheDatabaseTakes() {
    DeliveryPolicy policy = DeliveryPolicy.defaults().withAttempts(9, Duration.ofDays(30));
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int i = 0; i < 200; i++) {
      assertThat(policy.pauseAfter(1, random)).isLessThanOrEqualTo(Duration.ofDays(30));
    }
  }

  @Test
  void refusesSettingsOutOfTheirRange() {
    DeliveryPolicy policy = DeliveryPolicy.defaults();
    refusalOf(InvalidArgumentException.class, () -> policy.withTimeout(Duration.ZERO));
    refusalOf(InvalidArgumentException.class, () -> policy.withAttempts(0, Duration.ZERO));
    refusalOf(InvalidArgumentException.class, () -> policy.withAttempts(1));
    refusalOf(InvalidArgumentException.class, () -> policy.withMaxAge(Duration.ofDays(401)));
    refusalOf(InvalidArgumentException.class, () -> policy.withFinalStatuses(410));
    refusalOf(InvalidArgumentException.class, () -> policy.withFinalStatuses(200));
    for (WebhookDispatcher.Builder wrong :
        List.of(
            builder(new StubOutbox(0)).concurrency(0, 1),
            builder(new StubOutbox(0)).concurrency(1, 1001),
            builder(new StubOutbox(0)).batchSize(1001),
            builder(new StubOutbox(0)).leaseTime(Duration.ofMillis(999)),
            builder(new StubOutbox(0)).pollInterval(Duration.ZERO))) {
      refusalOf(InvalidArgumentException.class, wrong::build);
    }
    refusalOf(InvalidArgumentException.class, () -> builder(new StubOutbox(0)).onlyEndpoints());
    refusalOf(
        InvalidArgumentException.class,
        () -> EndpointOptions.none().url(URI.create("ftp://example.org/")));
  }

  @Test
  void everyErrorIsAWordThatTheDatabaseTakes() {
    assertThat(DeliveryError.values())
        .extracting(DeliveryError::word)
        .allMatch(word -> word.matches("[a-z][a-z0-9_]{0,39}"))
        .doesNotHaveDuplicates();
    assertThat(Set.of(DeliveryError.values())).hasSizeLessThan(25);
  }
}
