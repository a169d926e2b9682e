package dev.belay.realtime.supabase;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.realtime.TopicDatabase;
import dev.belay.realtime.TopicOperation;
import dev.belay.realtime.broadcast.Broadcast;
import dev.belay.realtime.channel.AccessTokenSource;
import dev.belay.realtime.channel.RealtimeChannel;
import dev.belay.realtime.channel.RealtimeClient;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.Json;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.telemetry.RecordedTelemetry;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.project.LocalProject;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RealtimeClientsTest {

  private static final Json NEWS = new Json("{\"kind\": \"news\"}");

  private static InstalledDatabase database;
  private static LocalProject project;

  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final UUID ada = database.newUser();
  private final String topic = "room:" + Math.abs(ada.getMostSignificantBits() % 1_000_000_007L);

  @BeforeAll
  static void start() {
    database = InstalledDatabase.create(DatabaseShape.SUPABASE);
    TopicDatabase.registerKinds(database);
    project = LocalProject.before(database.database());
  }

  @AfterAll
  static void stop() {
    project.close();
    database.close();
  }

  @AfterEach
  void close() {
    telemetry.close();
  }

  @Test
  void makesAllOfItFromTheEnvironment() throws Exception {
    RealtimeClients clients = fromEnvironment(project.variables()).build();
    assertThat(mayRead(clients)).isFalse();
    TopicDatabase.grant(database, ada, "room", id(), TopicOperation.READ);
    assertThat(mayRead(clients)).isTrue();

    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (RealtimeClient client = clients.client().accessTokens(tokens()).build()) {
      RealtimeChannel channel =
          client.channel(topic).onBroadcast(message -> heard.add(message.event())).subscribe();
      channel.awaitSubscribed(Duration.ofSeconds(60));
      clients.broadcaster().send(Broadcast.toPrivate(topic, "from the service", NEWS));
      assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("from the service");

      Broadcast ofAda = Broadcast.toPrivate(topic, "from ada", NEWS);
      refusalOf(AccessDeniedException.class, () -> asAda(clients, ofAda));
      TopicDatabase.grant(database, ada, "room", id(), TopicOperation.WRITE);
      asAda(clients, ofAda);
      assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("from ada");
    }
  }

  @Test
  void asksADataSourceWhereItIsGivenOne() {
    int before = project.rest().requests().size();
    RealtimeClients clients =
        fromEnvironment(project.variables()).dataSource(database.service()).build();
    TopicDatabase.grant(database, ada, "room", id(), TopicOperation.READ);
    assertThat(mayRead(clients)).isTrue();
    clients.broadcaster().send(Broadcast.toPrivate(topic, "e", NEWS));
    assertThat(project.rest().requests()).hasSize(before);
  }

  @Test
  void needsNoKeyForWhatTheDatabaseDoes() {
    RealtimeClients clients =
        fromEnvironment(Map.of("SUPABASE_URL", project.url().toString()))
            .dataSource(database.service())
            .build();
    assertThat(mayRead(clients)).isFalse();
  }

  @Test
  void saysWhichVariableIsMissingForWhatIsAskedFor() {
    RealtimeClients nothing =
        fromEnvironment(Map.of("SUPABASE_URL", project.url().toString())).build();
    assertThat(refusalOf(ConfigurationException.class, nothing::authorizer))
        .hasMessageContaining("SUPABASE_SECRET_KEY");
    assertThat(refusalOf(ConfigurationException.class, nothing::broadcaster))
        .hasMessageContaining("SUPABASE_SECRET_KEY");
    assertThat(refusalOf(ConfigurationException.class, nothing::client))
        .hasMessageContaining("SUPABASE_PUBLISHABLE_KEY");
    assertThat(
            refusalOf(
                ConfigurationException.class, () -> nothing.broadcasterAsUser(this::adasToken)))
        .hasMessageContaining("SUPABASE_PUBLISHABLE_KEY");
  }

  static Stream<Arguments> wrong() {
    String url = "https://abcdefgh.supabase.co";
    return Stream.of(
        Arguments.of(Map.of(), "SUPABASE_URL"),
        Arguments.of(Map.of("SUPABASE_URL", "no url"), "SUPABASE_URL"),
        Arguments.of(
            Map.of("SUPABASE_URL", url, "NEXT_PUBLIC_SUPABASE_URL", url + "m"), "SUPABASE_URL"),
        Arguments.of(
            Map.of("SUPABASE_URL", url, "SUPABASE_SECRET_KEY", TestKeys.withPrefix("sk_", 31)),
            "SUPABASE_SECRET_KEY"),
        Arguments.of(
            Map.of("SUPABASE_URL", url, "SUPABASE_ANON_KEY", TestKeys.withPrefix("sb_secret_", 31)),
            "SUPABASE_ANON_KEY"),
        Arguments.of(
            Map.of("SUPABASE_URL", url, "TELEMETRY_HASH_SECRET", "short"),
            "TELEMETRY_HASH_SECRET"));
  }

  @ParameterizedTest(name = "{1}") // the variables hold keys
  @MethodSource("wrong")
  void failsClosedAndNamesTheVariable(Map<String, String> variables, String name) {
    assertThat(refusalOf(ConfigurationException.class, () -> fromEnvironment(variables).build()))
        .hasMessageContaining(name);
  }

  @Test
  void showsItsMakingAndUsersAsHashes() {
    Map<String, String> variables = new HashMap<>(project.variables());
    variables.put("TELEMETRY_HASH_SECRET", TestKeys.withPrefix("", 40));
    RealtimeClients clients = fromEnvironment(variables).build();
    assertThat(mayRead(clients)).isFalse();
    SpanData init = span("supabase.init");
    assertThat(init.getAttributes().asMap())
        .containsEntry(AttributeKey.stringKey("db.system"), "postgres")
        .containsEntry(AttributeKey.stringKey("db.supabase.operation"), "init");
    assertThat(init.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(span("realtime.authorize").getAttributes().asMap())
        .containsKey(AttributeKey.stringKey("user.id_hash"));
  }

  @Test
  void showsThatItCouldNotBeMade() {
    RealtimeClients.Builder wrong =
        RealtimeClients.of(URI.create("https://abcdefgh.supabase.co"))
            .telemetry(telemetry.api())
            .publishableKey(Secret.of(TestKeys.withPrefix("sb_secret_", 31)));
    refusalOf(InvalidArgumentException.class, wrong::build);
    assertThat(span("supabase.init").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  private RealtimeClients.Builder fromEnvironment(Map<String, String> variables) {
    return RealtimeClients.fromEnvironment(Environment.of(variables)).telemetry(telemetry.api());
  }

  private boolean mayRead(RealtimeClients clients) {
    return clients.authorizer().authorize(ada, topic, TopicOperation.READ).allowed();
  }

  private void asAda(RealtimeClients clients, Broadcast broadcast) {
    assertThat(
            clients
                .broadcasterAsUser(this::adasToken)
                .sendAll(List.of(broadcast))
                .get(0)
                .confirmed())
        .isTrue();
  }

  private AccessTokenSource tokens() {
    return AccessTokenSource.of(this::adasToken);
  }

  private Secret adasToken() {
    return Secret.of(project.auth().signIn(ada).accessToken());
  }

  private String id() {
    return topic.substring("room:".length());
  }

  private SpanData span(String name) {
    return telemetry.spans().stream()
        .filter(span -> span.getName().equals(name))
        .reduce((first, second) -> second)
        .orElseThrow();
  }
}
