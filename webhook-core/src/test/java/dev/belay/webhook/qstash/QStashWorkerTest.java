package dev.belay.webhook.qstash;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.FakeTime;
import dev.belay.support.telemetry.OperationalAlerts;
import dev.belay.support.telemetry.RecordedTelemetry;
import dev.belay.support.telemetry.RecordingLogger;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.qstash.QStashDelivery;
import dev.belay.testservers.qstash.QStashServer;
import dev.belay.webhook.WebhookHeaders;
import dev.belay.webhook.idempotency.Claim;
import dev.belay.webhook.idempotency.IdempotencyKey;
import dev.belay.webhook.idempotency.IdempotencyStore;
import dev.belay.webhook.idempotency.IdempotencyStores;
import dev.belay.webhook.jdk.JdkWebhooks;
import dev.belay.webhook.receive.WebhookHandlingException;
import dev.belay.webhook.receive.WebhookRequest;
import dev.belay.webhook.receive.WebhookResponse;
import dev.belay.webhook.verify.QStashVerifier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that the local QStash calls, in the server of the JDK. */
class QStashWorkerTest {

  private static final Duration LEASE = Duration.ofMinutes(5);

  private final QStashServer qstash = QStashServer.builder().manualTime().start();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final FakeTime clock = new FakeTime(Instant.parse("2026-11-26T12:00:00Z"));
  private final IdempotencyStore store = IdempotencyStores.inMemory(clock, 1000);
  private final RecordingLogger log = new RecordingLogger();
  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final List<String> handled = new CopyOnWriteArrayList<>();
  private final List<RuntimeException> failures = new CopyOnWriteArrayList<>();
  private volatile String result = "done with \"e1\"";
  private HttpServer http;
  private URI url;
  private QStashClient client;

  @BeforeEach
  void serve() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    url = URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/jobs");
    http.createContext("/jobs", JdkWebhooks.handler(worker(store)));
    http.start();
    client = QStashClient.builder(Secret.of(qstash.token())).url(qstash.url()).build();
  }

  @AfterEach
  void close() {
    http.stop(0);
    threads.shutdownNow();
    qstash.close();
    telemetry.close();
  }

  @Test
  void aJobThatFailsComesBackUntilItIsDone() {
    failures.add(new IllegalStateException("secret"));
    failures.add(new BackendUnavailableException("secret", BackendFault.none(), true));
    publish("e1");
    qstash.advance(Duration.ofMinutes(10));
    assertThat(statuses()).containsExactly(500, 500, 200);
    assertThat(handled).containsExactly("e1 1", "e1 2", "e1 3");
    assertThat(qstash.pending()).isZero();
    assertThat(log.lines()).isEmpty();
  }

  /** The header is not signed and differs for each publication; the id in the body does not. */
  @Test
  void aJobThatIsPublishedAgainIsDoneOnce() {
    for (int time = 0; time < 3; time++) {
      publish("e1");
      qstash.settle();
    }
    assertThat(handled).hasSize(1);
    assertThat(statuses()).containsExactly(200, 200, 200);
    assertThat(qstash.pending()).isZero();
  }

  /** At the same moment, to several workers of one store. */
  @Test
  void aJobThatComesManyTimesAtOnceIsDoneOnce() {
    for (int copy = 0; copy < 20; copy++) {
      publish("e1");
    }
    qstash.settle();
    pass(LEASE.plusSeconds(1));
    assertThat(handled).hasSize(1);
    assertThat(statuses()).isSubsetOf(200, 409);
    assertThat(qstash.pending()).isZero();
    assertThat(qstash.deadLetters()).isEmpty();
  }

  @Test
  void aJobThatACrashedWorkerHeldComesBackWhenItsLeaseIsOver() {
    IdempotencyKey key = new IdempotencyKey("jobs/notify", "e1");
    assertThat(store.begin(key, LEASE)).isInstanceOf(Claim.Acquired.class);
    publish("e1");
    qstash.settle();
    assertThat(statuses()).containsExactly(409);
    pass(LEASE.minusSeconds(1));
    assertThat(statuses()).containsExactly(409);
    pass(Duration.ofSeconds(1));
    assertThat(statuses()).containsExactly(409, 200);
    assertThat(handled).hasSize(1);
  }

  /** An endpoint that publishes its events as jobs has their ids, and often the same name. */
  @Test
  void anEndpointOfTheSameNameTakesNoJobAway() {
    Claim.Acquired endpoints =
        (Claim.Acquired) store.begin(new IdempotencyKey("notify", "e1"), LEASE);
    store.commit(endpoints.lease(), "{}", LEASE);
    publish("e1");
    qstash.settle();
    assertThat(handled).containsExactly("e1 1");
  }

  @ParameterizedTest
  @MethodSource("unstorable")
  void aResultThatNoStoreCanKeepDoesNotLetTheJobRunAgain(String unstorable) {
    result = unstorable;
    publish("e1");
    qstash.settle();
    pass(LEASE.plusSeconds(1));
    publish("e1");
    qstash.settle();
    assertThat(statuses()).containsExactly(200, 200);
    assertThat(handled).hasSize(1);
    assertThat(log.lines()).isEmpty();
  }

  static List<String> unstorable() {
    return List.of("x".repeat(65_537), "\u0000", "\ud800");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "null",
        "{}",
        "{\"eventKey\":7}",
        "{\"eventKey\":\"\"}",
        "{\"eventKey\":\"a\\u0000b\"}",
        "{\"eventKey\":\"e\"",
        "{\"eventKey\":\"a\",\"eventKey\":\"b\"}",
        "{\"other\":\"e1\"}"
      })
  void whatCanNeverBeDoneIsGivenUpAtOnce(String body) {
    client.publish(QStashMessage.to(url).body("application/json", utf8(body)).build());
    qstash.settle();
    assertThat(statuses()).containsExactly(489);
    assertThat(qstash.deadLetters()).hasSize(1);
    assertThat(handled).isEmpty();
  }

  @Test
  void whatIsTooLargeOrNestsTooDeeplyIsGivenUpAtOnce() {
    String deep = "{\"eventKey\":\"e\",\"x\":" + "[".repeat(500) + "]".repeat(500) + "}";
    for (String body : List.of("{\"eventKey\":\"" + "x".repeat(70_000) + "\"}", deep)) {
      client.publish(QStashMessage.to(url).json(body).build());
    }
    qstash.settle();
    assertThat(statuses()).containsExactly(489, 489);
    assertThat(qstash.deadLetters()).hasSize(2);
  }

  @Test
  void aHandlerCanGiveAJobUpAndCanSayWhenToTryAgain() {
    failures.add(
        new WebhookHandlingException(
            WebhookHandlingException.Kind.UNAVAILABLE, Duration.ofSeconds(40)));
    failures.add(new WebhookHandlingException(WebhookHandlingException.Kind.INVALID));
    publish("e1");
    qstash.advance(Duration.ofSeconds(39));
    assertThat(statuses()).containsExactly(503);
    qstash.advance(Duration.ofSeconds(1));
    assertThat(statuses()).containsExactly(503, 489);
    assertThat(qstash.deadLetters()).hasSize(1);
  }

  @Test
  void oneRollOfTheKeysIsHarmlessAndTwoLoseNoJob() {
    qstash.rollSigningKeys();
    publish("e1");
    qstash.settle();
    assertThat(statuses()).containsExactly(200);
    qstash.rollSigningKeys();
    publish("e2");
    qstash.settle();
    assertThat(statuses()).containsExactly(200, 401);
    assertThat(handled).hasSize(1);
    assertThat(qstash.pending()).as("it comes back until the keys are mended").isEqualTo(1);
    assertThat(
            telemetry.count(
                "webhook.verification_failed",
                Map.of("reason", "invalid_signature", "route", "jobs/notify")))
        .isEqualTo(1);
    assertThat(log.lines()).singleElement().asString().contains("webhook.verification_failed");
  }

  @Test
  void whatWasSignedForAnotherRouteIsRefused() {
    client.publish(
        QStashMessage.to(URI.create(url + "/other")).json("{\"eventKey\":\"e\"}").build());
    qstash.settle();
    assertThat(statuses()).containsExactly(401);
    assertThat(handled).isEmpty();
  }

  @Test
  void failsClosedWhileTheStoreIsAway() {
    QStashWorker away = worker(new Away());
    http.removeContext("/jobs");
    http.createContext("/jobs", JdkWebhooks.handler(away));
    publish("e1");
    qstash.settle();
    assertThat(statuses()).containsExactly(503);
    assertThat(handled).isEmpty();
    assertThat(log.lines()).singleElement().asString().contains("idempotency.degraded");
  }

  @Test
  void anUnsignedRequestLearnsNothing() {
    WebhookResponse answer =
        worker(store).handle(request("POST", new ByteArrayInputStream(utf8("{}"))));
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).isEqualTo("{\"ok\":false,\"error\":\"invalid_signature\"}");
    assertThat(worker(store).handle(request("GET", InputStream.nullInputStream())).status())
        .isEqualTo(405);
  }

  @Test
  void aBodyThatBreaksOffIsNotTheSendersFault() {
    InputStream broken =
        new SequenceInputStream(new ByteArrayInputStream(utf8("{")), new BrokenStream());
    WebhookResponse answer = worker(store).handle(request("POST", broken));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).doesNotContain("secret");
  }

  @Test
  void needsItsThreePartsAndTimesInRange() {
    Refusals.refusalOf(ConfigurationException.class, () -> QStashWorker.builder("notify").build());
    Refusals.refusalOf(InvalidArgumentException.class, () -> QStashWorker.builder("Not ify"));
    Refusals.refusalOf(
        InvalidArgumentException.class,
        () -> QStashWorker.builder("n").leaseTime(Duration.ofDays(2)));
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> QStashWorker.builder("n").maxBodyBytes(0));
  }

  @Test
  void itsSpanSaysWhatBecameOfTheJobAndNothingOfIt() {
    publish("e1");
    qstash.settle();
    publish("e1");
    qstash.settle();
    assertThat(telemetry.spans())
        .extracting(span -> span.getName())
        .containsExactly("jobs.notify", "jobs.notify");
    assertThat(telemetry.spans().get(1).toString()).contains("qstash.duplicate=true");
    assertThat(telemetry.spans().toString()).doesNotContain("mallory");
  }

  private void publish(String id) {
    client.publish(
        QStashMessage.to(url).json("{\"eventKey\":\"" + id + "\",\"who\":\"mallory\"}").build());
  }

  /** Both clocks: QStash's, and that of the leases. */
  private void pass(Duration time) {
    clock.pass(time);
    qstash.advance(time);
  }

  private List<Integer> statuses() {
    return qstash.deliveries().stream().map(QStashDelivery::status).toList();
  }

  private QStashWorker worker(IdempotencyStore leases) {
    return QStashWorker.builder("notify")
        .verifier(
            QStashVerifier.builder()
                .keys(Secret.of(qstash.currentSigningKey()), Secret.of(qstash.nextSigningKey()))
                .destination(url.toString())
                .build())
        .idempotency(leases)
        .leaseTime(LEASE)
        .telemetry(telemetry.api())
        .alerts(OperationalAlerts.of("belay", clock, log))
        .handler(this::handle)
        .build();
  }

  private String handle(QStashJob job) {
    job.renew();
    handled.add(job.id() + " " + job.attempt());
    if (!failures.isEmpty()) {
      throw failures.remove(0);
    }
    return result;
  }

  private static WebhookRequest request(String method, InputStream body) {
    return new WebhookRequest(method, WebhookHeaders.of(Map.of()), body, "127.0.0.1");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A connection that the sender has lost. */
  private static final class BrokenStream extends InputStream {

    @Override
    public int read() throws IOException {
      throw new IOException("secret");
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      throw new IOException("secret");
    }
  }
}
