package dev.belay.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.telemetry.RecordedTelemetry;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.PostgresWireTap;
import dev.belay.testservers.leak.Refusals;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RpcTopicAuthorizerTest extends PostgresTopicAuthorizerContract {

  private static InstalledDatabase database;
  private static TopicAuthorizer authorizer;

  private final UUID ada = UUID.randomUUID();

  @BeforeAll
  static void install() {
    database = InstalledDatabase.create(DatabaseShape.PLAIN);
    TopicDatabase.registerKinds(database);
    authorizer = TopicAuthorizers.over(database.rpc());
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @Override
  protected TopicAuthorizer authorizer() {
    return authorizer;
  }

  @Override
  protected InstalledDatabase database() {
    return database;
  }

  @Test
  void oneDecisionIsOneStatementAndSoAreAHundred() {
    List<TopicRequest> hundred =
        IntStream.range(0, 100).mapToObj(i -> TopicRequest.read("room:" + i)).toList();
    tapped(
        (tap, asking) -> {
          asking.authorize(ada, "room:1", TopicOperation.READ);
          wentOut(tap, 1);
          asking.authorizeAll(ada, hundred);
          wentOut(tap, 1);
          asking.explain(ada, "room:1", TopicOperation.READ);
          wentOut(tap, 1);
        });
  }

  @Test
  void aThousandAreOneStatementAndOneMoreAreTwo() {
    List<TopicRequest> requests =
        IntStream.range(0, 1001).mapToObj(i -> TopicRequest.read("room:" + i)).toList();
    tapped(
        (tap, asking) -> {
          asking.authorizeAll(ada, requests.subList(0, 1000));
          wentOut(tap, 1);
          asking.authorizeAll(ada, requests);
          wentOut(tap, 2);
        });
  }

  @Test
  void whatComesTwiceIsAskedOnceAndWhatCannotBeSentIsNotAsked() {
    List<TopicRequest> same =
        IntStream.range(0, 3000).mapToObj(i -> TopicRequest.read("room:" + i % 1000)).toList();
    tapped(
        (tap, asking) -> {
          assertThat(asking.authorizeAll(ada, same)).hasSize(3000);
          wentOut(tap, 1);
          asking.authorize(ada, "room:\0", TopicOperation.READ);
          asking.authorize(ada, "x".repeat(10_000), TopicOperation.READ);
          asking.explain(ada, null, TopicOperation.READ);
          wentOut(tap, 0);
        });
  }

  private interface Tapped {
    void use(PostgresWireTap tap, TopicAuthorizer asking);
  }

  private static void tapped(Tapped test) {
    try (PostgresWireTap tap = PostgresWireTap.before(PostgresServer.shared())) {
      try (HikariDataSource pool = new HikariDataSource()) {
        pool.setDataSource(tap.dataSource(database.database(), database.serviceRole()));
        pool.setMaximumPoolSize(1);
        TopicAuthorizer asking = TopicAuthorizers.over(JdbcRpcClients.over(pool));
        asking.authorize(null, "warm:1", TopicOperation.READ);
        tap.reset();
        test.use(tap, asking);
      }
    }
  }

  /** All that went over the wire on a connection that was open. */
  private static void wentOut(PostgresWireTap tap, int calls) {
    // With an empty statement the pool asks now and then whether the connection is still alive.
    long alive = tap.statements().stream().filter(String::isEmpty).count();
    assertThat(tap.statements()).hasSize((int) (calls + alive));
    assertThat(tap.counts().roundTrips()).isEqualTo(calls + alive);
    assertThat(tap.counts().connections()).isZero();
    tap.reset();
  }

  @Test
  void aDatabaseThatIsAwayIsAnErrorAndNoDenial() {
    try (RecordedTelemetry telemetry = new RecordedTelemetry();
        PostgresWireTap tap = PostgresWireTap.before(PostgresServer.shared())) {
      TopicAuthorizer asking =
          TopicAuthorizers.builder(
                  JdbcRpcClients.over(tap.dataSource(database.database(), database.serviceRole())))
              .telemetry(telemetry.api())
              .build();
      tap.refuse();
      Refusals.refusalOf(
          BackendUnavailableException.class,
          () -> asking.authorize(ada, "room:1", TopicOperation.READ));
      tap.restore();
      assertThat(asking.authorize(ada, "room:1", TopicOperation.READ).allowed()).isFalse();
      SpanData span = telemetry.spans().get(0);
      assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(span.getStatus().getDescription()).isEmpty();
      assertThat(span.getEvents()).isEmpty();
      assertThat(span.getAttributes().get(AttributeKey.stringKey("error.type")))
          .isEqualTo(BackendUnavailableException.class.getName());
    }
  }

  @Test
  void aLoginThatMayNotAskIsToldSo() {
    altered(
        "revoke execute on function public.authorize_topics(uuid, jsonb) from service_role",
        asking ->
            Refusals.refusalOf(
                AccessDeniedException.class,
                () -> asking.authorize(ada, "room:1", TopicOperation.READ)));
  }

  @Test
  void aSchemaWithoutTopicsIsAnError() {
    altered(
        "drop function public.authorize_topics(uuid, jsonb)",
        asking ->
            Refusals.refusalOf(
                ConfigurationException.class,
                () -> asking.authorize(ada, "room:1", TopicOperation.READ)));
  }

  /** As a newer schema's, or a broken one's. */
  @ParameterizedTest
  @CsvSource({
    "true, allowed_by_the_moon",
    "true, denied_by_rule",
    "false, allowed",
    "true, ALLOWED",
    "true, unrecognized",
    "true, ",
    ", allowed"
  })
  void anAnswerThatIsNotUnderstoodDenies(String allowed, String reason) {
    altered(
        answering("1, %s::boolean, %s".formatted(allowed, quoted(reason))),
        asking ->
            assertThat(asking.authorize(ada, "room:1", TopicOperation.READ))
                .isEqualTo(new TopicDecision(TopicReason.UNRECOGNIZED)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"2, true, 'allowed'", "null::integer, true, 'allowed'", "0, true, 'allowed'"})
  void anAnswerToAnotherQuestionIsAnError(String row) {
    altered(
        answering(row),
        asking ->
            Refusals.refusalOf(
                ConfigurationException.class,
                () -> asking.authorize(ada, "room:1", TopicOperation.READ)));
  }

  private static String answering(String row) {
    return """
        create or replace function public.authorize_topics(p_user_id uuid, p_requests jsonb)
        returns table (ordinal integer, allowed boolean, reason text)
        language sql as $$ values (%s) $$
        """
        .formatted(row);
  }

  private static String quoted(String text) {
    return text == null ? "null" : "'" + text + "'";
  }

  private static void altered(String statement, Consumer<TopicAuthorizer> test) {
    try (InstalledDatabase other = InstalledDatabase.create(DatabaseShape.PLAIN)) {
      TestSql.execute(other.owner(), statement);
      test.accept(TopicAuthorizers.over(other.rpc()));
    }
  }
}
