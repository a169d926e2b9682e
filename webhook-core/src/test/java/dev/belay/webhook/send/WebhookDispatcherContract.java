package dev.belay.webhook.send;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static dev.belay.webhook.send.WebhookDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;
import dev.belay.sql.notify.pgjdbc.PgjdbcNotifications;
import dev.belay.support.ConflictException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.webhook.send.Receiver.Answer;
import dev.belay.webhook.send.Receiver.Received;
import dev.belay.webhook.send.rpc.WebhookOutbox;
import dev.belay.webhook.verify.HmacVerifier;
import dev.belay.webhook.verify.SigningSecret;
import dev.belay.webhook.verify.StandardWebhooksSigner;
import dev.belay.webhook.verify.StandardWebhooksVerifier;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a dispatcher promises, on a real database and a real receiver. A backend's test only
 * supplies the client.
 */
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
public abstract class WebhookDispatcherContract {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration NO_PAUSE = Duration.ZERO;

  private final Secret hmacSecret = Secret.of(TestKeys.withPrefix("hmac-", 40));
  private final Secret standardSecret = StandardWebhooksSigner.generateSecret();
  private final SigningSecrets secrets =
      SigningSecrets.of(
          List.of(SigningSecret.of(hmacSecret)), List.of(SigningSecret.of(standardSecret)));

  private WebhookDatabase database;
  private Receiver receiver;
  private RpcClient rpc;

  /** A client that acts as the service on that database. */
  protected abstract RpcClient connect(InstalledDatabase installed);

  /** Ends what {@link #connect} has begun. */
  protected abstract void disconnect();

  @BeforeAll
  void install() {
    InstalledDatabase installed = InstalledDatabase.create(DatabaseShape.PLAIN);
    database = new WebhookDatabase(installed);
    rpc = connect(installed);
  }

  @AfterAll
  void drop() {
    disconnect();
    database.close();
  }

  @BeforeEach
  void open() {
    database.reset();
    receiver = Receiver.start();
    database.watch("trips", "trips");
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  private WebhookDispatcher.Builder builder() {
    return WebhookOutbox.over(rpc)
        .dispatcher()
        .secrets(secrets)
        .trustedHosts("127.0.0.1")
        .pollInterval(Duration.ofMillis(50))
        .policy(DeliveryPolicy.defaults().withAttempts(3, Duration.ofHours(1)))
        .endpoint("trips", EndpointOptions.none().url(receiver.uri("/hooks/trips")));
  }

  private DispatchCounts drain(WebhookDispatcher.Builder builder) {
    try (WebhookDispatcher dispatcher = builder.build()) {
      return dispatcher.drain(LONG);
    }
  }

  private DispatchCounts drain() {
    return drain(builder());
  }

  private DeliveryPolicy policy(int attempts) {
    return DeliveryPolicy.defaults().withAttempts(attempts, NO_PAUSE);
  }

  private List<DeliveryAttempt> attempts() {
    return WebhookOutbox.over(rpc).operations().attempts(database.events().get(0));
  }

  private EndpointBacklog backlog() {
    return WebhookOutbox.over(rpc).operations().backlog().stream()
        .filter(backlog -> backlog.endpoint().equals("trips"))
        .findFirst()
        .orElseThrow();
  }

  // ---- What is sent

  @Test
  void postsTheStoredBytesWithTheRunbooksHeaders() {
    database.sql("insert into public.trips values (7, 'Zürich – “summer” \\ \uD83C\uDFD4')");

    assertThat(drain()).extracting(DispatchCounts::delivered).isEqualTo(1L);

    UUID event = database.events().get(0);
    Received request = receiver.received().get(0);
    assertThat(request.path()).isEqualTo("/hooks/trips");
    assertThat(request.text()).isEqualTo(database.payload(event)).contains("Zürich");
    assertThat(request.header("Content-Type")).isEqualTo("application/json");
    assertThat(request.header("X-Event-Type")).isEqualTo("INSERT");
    assertThat(request.header("X-Table")).isEqualTo("trips");
    assertThat(request.header("webhook-id")).isEqualTo(event.toString());
    assertThat(database.unfinished()).isZero();
  }

  @Test
  void signsInBothWays() {
    database.trips(1, 1);
    drain();

    Received request = receiver.received().get(0);
    HmacVerifier.builder().secret(hmacSecret).build().verify(request.values(), request.body());
    StandardWebhooksVerifier.builder()
        .secret(standardSecret)
        .build()
        .verify(request.values(), request.body());
    assertThat(request.header("X-Signature-HMAC")).matches("[0-9a-f]{64}");
    assertThat(WebhookOutbox.over(rpc).endpoints().compareSecret("trips", hmacSecret))
        .isEqualTo(new SecretDrift(SecretDrift.Verdict.MATCH, "dispatcher"));
    assertThat(WebhookOutbox.over(rpc).endpoints().compareSecret("trips", standardSecret).verdict())
        .isEqualTo(SecretDrift.Verdict.MISMATCH);
  }

  @Test
  void leavesTheSignaturesOutWhereThereIsNoSecret() {
    database.trips(1, 1);
    drain(builder().secrets(SigningSecrets.none()));

    Received request = receiver.received().get(0);
    assertThat(request.values().values("X-Signature-HMAC")).isEmpty();
    assertThat(request.values().values("webhook-signature")).isEmpty();
    assertThat(request.header("webhook-id")).isNotEmpty();
    assertThat(request.header("webhook-timestamp")).isNotEmpty();
  }

  @Test
  void sendsNothingUnsignedWhereAllSecretsHaveEnded() {
    database.trips(1, 1);
    SigningSecret ended = SigningSecret.of(hmacSecret).until(Instant.now().minusSeconds(60));

    drain(builder().secrets(SigningSecrets.of(List.of(ended), List.of())));

    assertThat(receiver.received()).isEmpty();
    assertThat(attempts())
        .extracting(DeliveryAttempt::errorWord)
        .containsExactly("no_valid_secret");
    assertThat(drain(builder())).extracting(DispatchCounts::claimed).isEqualTo(0L); // it waits
  }

  @Test
  void signsWithBothSecretsWhileOneIsBeingReplaced() {
    Secret next = StandardWebhooksSigner.generateSecret();
    SigningSecret previous = SigningSecret.of(standardSecret).until(Instant.now().plusSeconds(60));
    database.trips(1, 1);

    drain(
        builder().secrets(SigningSecrets.of(List.of(), List.of(SigningSecret.of(next), previous))));

    Received request = receiver.received().get(0);
    assertThat(request.header("webhook-signature").split(" ")).hasSize(2);
    for (Secret either : List.of(next, standardSecret)) {
      StandardWebhooksVerifier.builder()
          .secret(either)
          .build()
          .verify(request.values(), request.body());
    }
  }

  @Test
  void sendsEachKindOfChangeAndNoneThatWasRolledBack() {
    database.sql("begin; insert into public.trips values (1, 'never'); rollback");
    database.sql("insert into public.trips values (2, 'a')");
    database.sql("update public.trips set title = 'b' where id = 2");
    database.sql("delete from public.trips where id = 2");

    drain();

    assertThat(receiver.received())
        .extracting(request -> request.header("X-Event-Type"))
        .containsExactlyInAnyOrder("INSERT", "UPDATE", "DELETE");
    assertThat(receiver.received()).noneMatch(request -> request.text().contains("never"));
  }

  @Test
  void encodesATablesNameThatNoHeaderCanHold() {
    database.sql("create table public.\"Reisen\nüber Land\" (id bigint primary key)");
    database.watch("\"Reisen\nüber Land\"", "trips");
    database.sql("insert into public.\"Reisen\nüber Land\" values (1)");

    assertThat(drain().delivered()).isEqualTo(1);
    assertThat(receiver.received().get(0).header("X-Table")).isEqualTo("Reisen%0A%C3%BCber+Land");
  }

  // ---- What follows from the answer

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204})
  void takesAnyTwoHundredForDelivered(int status) {
    receiver.then(Answer.status(status));
    database.trips(1, 1);
    assertThat(drain().delivered()).isEqualTo(1);
    assertThat(attempts())
        .singleElement()
        .matches(attempt -> attempt.outcome() == DeliveryAttempt.Outcome.DELIVERED)
        .matches(attempt -> attempt.httpStatus() == status);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 400, 401, 404, 413, 429, 500, 502, 503, 504})
  void triesAgainAfterAnyOtherStatus(int status) {
    receiver.then(Answer.status(status, "Location", receiver.uri("/elsewhere").toString()));
    database.trips(1, 1);

    assertThat(drain().retried()).isEqualTo(1);
    assertThat(receiver.received()).hasSize(1).noneMatch(r -> r.path().equals("/elsewhere"));
    assertThat(attempts())
        .singleElement()
        .matches(attempt -> attempt.outcome() == DeliveryAttempt.Outcome.RETRY)
        .matches(attempt -> attempt.errorWord().equals(DeliveryError.ofStatus(status).word()));

    database.hurry();
    assertThat(drain().delivered()).isEqualTo(1);
    assertThat(receiver.received())
        .extracting(request -> request.header("webhook-id"))
        .containsOnly(database.events().get(0).toString())
        .hasSize(2);
  }

  @Test
  void anAnswerWithoutEndIsAsGoodAsItsStatus() {
    receiver.then(Answer.endless());
    database.trips(1, 1);
    assertThat(drain().delivered()).isEqualTo(1);
  }

  @Test
  void triesAgainAfterAConnectionThatBrokeOrAnAnswerThatDidNotCome() {
    receiver.then(Answer.hangUp(), Answer.status(200).after(Duration.ofSeconds(2)));
    database.trips(1, 1);
    DeliveryPolicy impatient = policy(5).withTimeout(Duration.ofMillis(300));

    DispatchCounts counts = drain(builder().policy(impatient));

    assertThat(counts.delivered()).isEqualTo(1);
    assertThat(attempts())
        .extracting(DeliveryAttempt::errorWord)
        .containsExactly("connection_lost", "timed_out", null);
  }

  @Test
  void keepsADeadLetterAfterTheLastAttempt() {
    receiver.always(request -> Answer.status(500));
    database.trips(1, 2);

    DispatchCounts counts = drain(builder().policy(policy(3)));

    assertThat(counts.dead()).isEqualTo(2);
    assertThat(receiver.received()).hasSize(6);
    assertThat(WebhookOutbox.over(rpc).operations().deadLetters(10))
        .hasSize(2)
        .allMatch(dead -> dead.attempts() == 3 && dead.httpStatus() == 500)
        .allMatch(dead -> dead.endpoint().equals("trips") && dead.table().equals("trips"));
    assertThat(backlog().dead()).isEqualTo(2);
  }

  @Test
  void keepsADeadLetterAtOnceWhereTheStatusIsFinal() {
    receiver.then(Answer.status(422));
    database.trips(1, 1);
    assertThat(drain(builder().policy(policy(9).withFinalStatuses(400, 422))).dead()).isEqualTo(1);
  }

  @Test
  void givesUpWhatIsTooOldToBeTriedAgain() {
    database.trips(1, 1);
    DeliveryPolicy shortLived =
        DeliveryPolicy.defaults()
            .withAttempts(9, Duration.ofHours(1))
            .withMaxAge(Duration.ofMinutes(10));
    receiver.always(request -> Answer.status(503));
    for (int attempt = 1; attempt < 3; attempt++) {
      assertThat(drain(builder().policy(shortLived)).retried()).isEqualTo(1);
      database.hurry();
    }
    assertThat(drain(builder().policy(shortLived)).dead()).isEqualTo(1);
  }

  /** As after a replay, or after a pause of more than a week. */
  @Test
  void oneFailureDoesNotKillWhatWasTooOldBefore() {
    receiver.then(Answer.status(503), Answer.status(503));
    database.trips(1, 1);
    database.sql("update belay.webhook_outbox set occurred_at = now() - interval '8 days'");

    assertThat(drain(builder().policy(policy(9))).delivered()).isEqualTo(1);
    assertThat(receiver.received()).hasSize(3);
  }

  @Test
  void waitsAsLongAsTheReceiverAsksAndNotLongerThanTheBound() {
    receiver.then(
        Answer.status(429, "Retry-After", "600"), Answer.status(503, "Retry-After", "999999"));
    DeliveryPolicy bounded = policy(9).withLongestRetryAfter(Duration.ofMinutes(30));
    database.trips(1, 1);
    drain(builder().policy(bounded));
    database.hurry();
    drain(builder().policy(bounded));

    List<DeliveryAttempt> log = attempts();
    assertThat(Duration.between(log.get(0).at(), log.get(0).next()))
        .isBetween(Duration.ofSeconds(599), Duration.ofSeconds(601));
    assertThat(Duration.between(log.get(1).at(), log.get(1).next()))
        .isBetween(Duration.ofSeconds(1799), Duration.ofSeconds(1801));
  }

  @Test
  void leavesAnEndpointAloneThatAsksForIt() {
    receiver.always(request -> Answer.status(429, "Retry-After", "600"));
    database.trips(1, 200);

    drain(
        builder()
            .endpoint(
                "trips", EndpointOptions.none().url(receiver.uri("/hooks/trips")).concurrency(2)));

    assertThat(receiver.received()).hasSizeLessThan(5);
    assertThat(backlog().waiting()).isEqualTo(200);
    assertThat(database.leased()).isZero();
  }

  /** Such as 409 of a receiver that is handling that one event. */
  @Test
  void whatIsAskedForOneEventHoldsUpNoOther() {
    receiver.then(Answer.status(409, "Retry-After", "600"));
    database.trips(1, 200);

    DispatchCounts counts = drain();

    assertThat(counts.delivered()).isEqualTo(199);
    assertThat(counts.retried()).isEqualTo(1);
    assertThat(backlog().waiting()).isEqualTo(1);
  }

  @Test
  void sendsWhatTheDatabaseItselfDidNot() {
    database.trips(1, 3);
    database.sql("update belay.webhook_endpoints set mode = 'pg_net'");
    assertThat(drain().delivered()).isEqualTo(3);
  }

  @Test
  void anOutageDoesNotUseUpTheAttemptsOfAllThatWaits() {
    receiver.always(request -> Answer.status(500));
    database.trips(1, 500);

    drain(builder().batchSize(500));

    assertThat(receiver.received()).hasSizeLessThan(50);
    assertThat(backlog().waiting()).isEqualTo(500);
    assertThat(database.leased()).isZero();
  }

  @Test
  void disablesAnEndpointThatIsGoneAndLosesNothing() throws Exception {
    receiver.then(Answer.status(410));
    database.trips(1, 1);
    assertThat(drain().gone()).isEqualTo(1);
    database.trips(2, 2);
    assertThat(drain().claimed()).isZero();
    WebhookEndpoints endpoints = WebhookOutbox.over(rpc).endpoints();
    assertThat(endpoints.find("trips"))
        .hasValueSatisfying(
            endpoint -> assertThat(endpoint.state()).isEqualTo(OutboxEndpoint.State.DISABLED));

    assertThat(endpoints.resume("trips")).isTrue();

    assertThat(drain().delivered()).isEqualTo(2);
  }

  // ---- Where to

  @Test
  void callsNoPrivateAddressUnlessItsHostIsTrusted() {
    database.trips(1, 1);
    WebhookDispatcher.Builder distrusting =
        WebhookOutbox.over(rpc)
            .dispatcher()
            .policy(policy(3))
            .endpoint("trips", EndpointOptions.none().url(receiver.uri("/hooks/trips")));
    drain(distrusting);
    database.hurry();
    for (String url :
        List.of(
            "https://127.0.0.1:" + receiver.uri("/").getPort() + "/",
            "https://localhost/",
            "https://169.254.169.254/latest/meta-data/",
            "https://[::1]/")) {
      WebhookOutbox.over(rpc).endpoints().upsert("trips", URI.create(url));
      drain(WebhookOutbox.over(rpc).dispatcher().policy(policy(100)));
      database.hurry();
    }
    assertThat(receiver.received()).isEmpty();
    assertThat(attempts()).extracting(DeliveryAttempt::errorWord).containsOnly("address_refused");
  }

  @Test
  void leavesWhatWaitsAloneWhereNobodySaysWhereTo() {
    database.trips(1, 3);
    assertThat(drain(WebhookOutbox.over(rpc).dispatcher()).claimed()).isZero();
    assertThat(backlog().waiting()).isEqualTo(3);
  }

  @Test
  void sendsOnlyToTheEndpointsThatItIsFor() {
    database.watch("trips", "cache");
    database.trips(1, 3);
    drain(
        builder()
            .endpoint("cache", EndpointOptions.none().url(receiver.uri("/hooks/cache")))
            .onlyEndpoints("cache"));
    assertThat(receiver.received()).hasSize(3).allMatch(r -> r.path().equals("/hooks/cache"));
    assertThat(backlog().waiting()).isEqualTo(3);
  }

  @Test
  void sendsNothingToAPausedEndpointAndEverythingOnceItIsResumed() {
    WebhookEndpoints endpoints = WebhookOutbox.over(rpc).endpoints();
    assertThat(endpoints.pause("trips", "maintenance")).isTrue();
    database.trips(1, 3);
    assertThat(drain().claimed()).isZero();
    assertThat(endpoints.resume("trips")).isTrue();
    assertThat(drain().delivered()).isEqualTo(3);
  }

  // ---- How many at a time

  @Test
  void sendsABacklogOfManyBatchesOnceEach() {
    database.trips(1, 1000);
    assertThat(drain().delivered()).isEqualTo(1000);
    assertThat(receiver.received())
        .extracting(request -> request.header("webhook-id"))
        .doesNotHaveDuplicates()
        .hasSize(1000);
    assertThat(database.unfinished()).isZero();
  }

  @Test
  void hasNoMoreRequestsUnderWayThanAnEndpointTakes() {
    receiver.slowly(Duration.ofMillis(10));
    database.trips(1, 60);
    drain(
        builder()
            .concurrency(16, 16)
            .endpoint(
                "trips", EndpointOptions.none().url(receiver.uri("/hooks/trips")).concurrency(3)));
    assertThat(receiver.received()).hasSize(60);
    assertThat(receiver.mostUnderWay()).isBetween(2, 3);
  }

  @Test
  void aSlowEndpointDoesNotHoldUpAnother() throws Exception {
    try (Receiver slow = Receiver.start()) {
      slow.always(request -> Answer.status(200).after(Duration.ofSeconds(20)));
      database.watch("chat_messages", "chat");
      database.sql(
          "insert into public.chat_messages select i, 1, 'm' from generate_series(1, 300) as i");
      database.trips(1, 300);
      try (WebhookDispatcher dispatcher =
          builder()
              .concurrency(8, 4)
              .closeTimeout(Duration.ZERO)
              .endpoint("chat", EndpointOptions.none().url(slow.uri("/")))
              .build()) {
        dispatcher.start();
        await("all of the fast one's", () -> receiver.received().size() == 300);
        assertThat(slow.received()).hasSizeLessThanOrEqualTo(4);
      }
    }
  }

  @Test
  void keepsTheOrderOfAKeyAndLetsTheNextPassADeadOne() {
    WebhookOutbox.over(rpc).endpoints().keepOrder("trips", true);
    receiver.always(request -> Answer.status(record(request).contains("poison") ? 400 : 200));
    database.trips(1, 4);
    for (int round = 0; round < 5; round++) {
      String title = round == 2 ? "poison" : "round " + round;
      database.sql("update public.trips set title = '" + title + "'");
    }

    drain(builder().policy(policy(2)));

    assertThat(database.unfinished()).isEqualTo(4); // the dead letters
    for (int trip = 1; trip <= 4; trip++) {
      String id = "\"id\": " + trip + ",";
      List<String> titles = new ArrayList<>();
      for (Received request : receiver.received()) {
        if (record(request).contains(id)) {
          titles.add(record(request).replaceAll(".*\"title\": \"([^\"]*)\".*", "$1"));
        }
      }
      assertThat(titles)
          .containsExactly(
              "trip " + trip, "round 0", "round 1", "poison", "poison", "round 3", "round 4");
    }
  }

  /** The row as it is now, which stands before the schema's name. */
  private static String record(Received request) {
    return request.text().substring(0, request.text().indexOf("\"schema\""));
  }

  // ---- Leases

  @Test
  void renewsTheLeaseOfASlowDelivery() throws Exception {
    receiver.then(Answer.status(200).after(Duration.ofMillis(3500)));
    database.trips(1, 1);
    try (WebhookDispatcher first = builder().leaseTime(Duration.ofSeconds(1)).build();
        WebhookDispatcher second = builder().leaseTime(Duration.ofSeconds(1)).build()) {
      first.start();
      await("the first has begun", () -> receiver.received().size() == 1);
      second.start();
      await("it is delivered", () -> database.unfinished() == 0);
      await("the first knows", () -> first.counts().delivered() == 1);
      assertThat(second.counts().claimed()).isZero();
      assertThat(receiver.received()).hasSize(1);
    }
  }

  @Test
  void manyDispatchersShareTheWork() throws Exception {
    database.trips(1, 600);
    List<WebhookDispatcher> dispatchers =
        IntStream.range(0, 3).mapToObj(i -> builder().batchSize(20).build()).toList();
    try {
      dispatchers.forEach(WebhookDispatcher::start);
      await("all is delivered", () -> database.unfinished() == 0);
    } finally {
      dispatchers.forEach(WebhookDispatcher::close);
    }
    assertThat(receiver.received())
        .extracting(request -> request.header("webhook-id"))
        .doesNotHaveDuplicates()
        .hasSize(600);
    assertThat(dispatchers.stream().mapToLong(d -> d.counts().delivered()).sum()).isEqualTo(600);
  }

  @Test
  void closingGivesBackWhatWasNotBegunAndRecordsWhatWas() throws Exception {
    receiver.always(request -> Answer.status(200).after(Duration.ofMillis(300)));
    database.trips(1, 100);
    WebhookDispatcher dispatcher = builder().concurrency(2, 2).build();
    dispatcher.start();
    await("it has begun", () -> receiver.received().size() >= 2);

    dispatcher.close();

    assertThat(dispatcher.isRunning()).isFalse();
    assertThat(database.leased()).isZero();
    Set<String> sent = new HashSet<>();
    receiver.received().forEach(request -> sent.add(request.header("webhook-id")));
    assertThat(database.unfinished()).isEqualTo(100 - sent.size());
    assertThat(drain(builder().concurrency(16, 16)).delivered()).isEqualTo(100 - sent.size());
    assertThat(attempts()).allMatch(attempt -> attempt.attempt() == 1);
  }

  @Test
  void closingGivesUpWhatTakesTooLongWhichIsSentAgain() throws Exception {
    receiver.then(Answer.status(200).after(Duration.ofSeconds(10)));
    database.trips(1, 1);
    WebhookDispatcher dispatcher = builder().closeTimeout(Duration.ofMillis(100)).build();
    dispatcher.start();
    await("it has begun", () -> receiver.received().size() == 1);

    dispatcher.close();

    assertThat(drain().delivered()).isEqualTo(1);
    assertThat(attempts())
        .extracting(DeliveryAttempt::errorWord)
        .containsExactly("interrupted", null);
  }

  @Test
  void deadLettersWhatNoDispatcherSurvives() {
    database.trips(1, 1);
    database.sql("update belay.webhook_deliveries set attempts = 3");
    assertThat(drain(builder().policy(policy(3))).dead()).isEqualTo(1);
    assertThat(receiver.received()).isEmpty();
    assertThat(WebhookOutbox.over(rpc).operations().deadLetters(1))
        .extracting(DeadLetter::errorWord)
        .containsExactly("attempts_exhausted");
  }

  @Test
  void canBeStartedOnceAndClosedAnyNumberOfTimes() {
    WebhookDispatcher dispatcher = builder().build();
    dispatcher.start();
    assertThat(dispatcher.isRunning()).isTrue();
    refusalOf(ConflictException.class, dispatcher::start);
    refusalOf(ConflictException.class, () -> dispatcher.drain(LONG));
    dispatcher.close();
    dispatcher.close();
    refusalOf(ConflictException.class, dispatcher::start);
  }

  @Test
  void isWokenByNewsOfWhatWasWritten() throws Exception {
    DataSource service = database.installed().service();
    try (WebhookDispatcher dispatcher =
        builder()
            .pollInterval(Duration.ofMinutes(30))
            .wakeUps(PgjdbcNotifications.over(service))
            .build()) {
      dispatcher.start();
      for (int trip = 1; trip <= 3; trip++) {
        int expected = trip;
        database.trips(trip, trip);
        await("it is sent", () -> receiver.received().size() == expected);
      }
    }
  }

  @Test
  void noticesAnEndpointThatIsPausedWhileItRuns() throws Exception {
    try (WebhookDispatcher dispatcher = builder().build()) {
      dispatcher.start();
      database.trips(1, 1);
      await("it runs", () -> receiver.received().size() == 1);
      WebhookOutbox.over(rpc).endpoints().pause("trips", "maintenance");
      database.trips(2, 2);
      WebhookOutbox.over(rpc).endpoints().resume("trips");
      await("it goes on", () -> receiver.received().size() == 2);
    }
  }
}
