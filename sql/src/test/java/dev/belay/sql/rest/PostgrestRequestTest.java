package dev.belay.sql.rest;

import static dev.belay.sql.rest.StubRest.PROJECT;
import static dev.belay.sql.rest.StubRest.jwt;
import static dev.belay.sql.rest.StubRest.secretKey;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.Json;
import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.Fault;
import dev.belay.support.http.FaultServer;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpHeader;
import dev.belay.testservers.leak.TestKeys;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call looks like on the wire: address, headers, body. */
class PostgrestRequestTest {

  private static final RpcCall CALL = RpcCall.of("get_user_api_key").with("p_service", "openai");

  private final StubRest stub = StubRest.answering(StubRest.json(200, "null"));

  @Test
  void aKeyOfTheNewKindGoesIntoApikeyAlone() {
    Secret key = secretKey();

    HttpCall sent = sent(PostgrestRpcClients.supabaseBuilder(PROJECT, key));

    assertThat(sent.header("apikey")).contains(key);
    assertThat(sent.header("Authorization")).isEmpty();
  }

  @Test
  void aKeyOfTheOldKindGoesIntoBothHeaders() {
    Secret key = jwt();

    HttpCall sent = sent(PostgrestRpcClients.supabaseBuilder(PROJECT, key));

    assertThat(sent.header("apikey")).contains(key);
    assertThat(sent.header("Authorization")).contains(Secret.of("Bearer " + key.reveal()));
  }

  @Test
  void theEnvironmentNamesTheProjectAndItsKey() {
    Secret key = secretKey();
    Map<String, String> variables =
        Map.of("SUPABASE_URL", PROJECT.toString(), "SUPABASE_SECRET_KEY", key.reveal());

    HttpCall sent = sent(PostgrestRpcClients.fromEnvironment(Environment.of(variables)));

    assertThat(sent.uri().toString()).startsWith(PROJECT + "/rest/v1/rpc/");
    assertThat(sent.header("apikey")).contains(key);
    Environment withoutKey = Environment.of(Map.of("SUPABASE_URL", PROJECT.toString()));
    assertThat(
            refusalOf(
                ConfigurationException.class,
                () -> PostgrestRpcClients.fromEnvironment(withoutKey)))
        .hasMessageContaining("SUPABASE_SECRET_KEY or SUPABASE_SERVICE_ROLE_KEY");
  }

  @Test
  void aUsersTokenGoesBesideThePublishableKey() {
    Secret key = Secret.of(TestKeys.withPrefix("sb_publishable_", 32));
    Secret token = jwt();

    HttpCall sent = sent(PostgrestRpcClients.supabaseBuilder(PROJECT, key).asUser(token));

    assertThat(sent.header("apikey")).contains(key);
    assertThat(sent.header("Authorization")).contains(Secret.of("Bearer " + token.reveal()));
  }

  @Test
  void aUsersTokenIsRefusedBesideASecretKey() {
    refusalOf(
        InvalidArgumentException.class,
        () -> PostgrestRpcClients.supabaseBuilder(PROJECT, secretKey()).asUser(jwt()).build());
    refusalOf(
        InvalidArgumentException.class,
        () -> PostgrestRpcClients.supabaseBuilder(PROJECT, jwt()).asUser(secretKey()).build());
  }

  @Test
  void sendsNothingButWhatItMust() {
    HttpCall sent = sent(PostgrestRpcClients.supabaseBuilder(PROJECT, secretKey()));

    assertThat(sent.method()).isEqualTo(HttpCall.Method.POST);
    assertThat(sent.uri()).isEqualTo(PROJECT.resolve("/rest/v1/rpc/get_user_api_key"));
    assertThat(sent.headers())
        .extracting(HttpHeader::name)
        .containsExactlyInAnyOrder("Accept", "Content-Profile", "Content-Type", "apikey");
    assertThat(sent.header("Content-Profile")).contains(Secret.of("public"));
    assertThat(sent.timeout()).isEqualTo(Duration.ofSeconds(12));
  }

  @Test
  void namesTheLibraryAndNotABrowser() throws Exception {
    try (FaultServer server = FaultServer.start(Fault.reply(200, "null"))) {
      PostgrestRpcClients.at(server.uri("/rest/v1"), jwt()).run(CALL);

      FaultServer.Received received = server.received().get(0);
      assertThat(received.headers().get("User-Agent")).matches("belay(/\\S+)?");
      assertThat(received.requestLine()).isEqualTo("POST /rest/v1/rpc/get_user_api_key HTTP/1.1");
      assertThat(received.body()).isEqualTo("{\"p_service\":\"openai\"}");
    }
  }

  @Test
  void namesAnotherSchema() {
    HttpCall sent = sent(PostgrestRpcClients.supabaseBuilder(PROJECT, secretKey()).schema("api"));
    assertThat(sent.header("Content-Profile")).contains(Secret.of("api"));
  }

  @Test
  void writesEveryTypeAsJson() {
    UUID id = UUID.fromString("00000000-0000-4000-8000-000000000001");
    RpcCall call =
        RpcCall.of("f")
            .with("text", "\"\\\n\u2028é\ud83d\ude80")
            .with("id", id)
            .with("truth", true)
            .with("small", -7)
            .with("large", Long.MIN_VALUE)
            .with("at", Instant.parse("2026-01-02T03:04:05.678901Z"))
            .with("secret", Secret.of("s\"3cret"))
            .with("json", new Json(" [1, {\"a\": null}] "))
            .with("nothing", null);

    assertThat(body(call))
        .isEqualTo(
            "{\"text\":\"\\\"\\\\\\n\u2028é\ud83d\ude80\",\"id\":\""
                + id
                + "\",\"truth\":true,"
                + "\"small\":-7,\"large\":-9223372036854775808,"
                + "\"at\":\"2026-01-02T03:04:05.678901Z\",\"secret\":\"s\\\"3cret\","
                + "\"json\": [1, {\"a\": null}] ,\"nothing\":null}");
    assertThat(body(RpcCall.of("f"))).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{}}",
        "1,\"p_user_id\":2",
        "1} , {",
        "{\"a\":1} {\"b\":2}",
        "null, null",
        "'single'",
        "// comment\n1",
        "NaN",
        "01",
        "\"\t\"",
        "do-not-show"
      })
  void refusesAJsonArgumentThatIsNotOneValue(String text) {
    InvalidArgumentException e =
        refusalOf(
            InvalidArgumentException.class,
            () -> stub.client().run(RpcCall.of("f").with("p_json", new Json(text))));

    assertThat(e).hasMessageContaining("p_json").hasMessageNotContaining("do-not-show");
    assertThat(e.fault().sqlState()).contains("22P02");
    assertThat(stub.calls()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://p.supabase.co, https://p.supabase.co/rest/v1/rpc/f",
    "https://p.supabase.co/, https://p.supabase.co/rest/v1/rpc/f",
    "http://localhost:54321, http://localhost:54321/rest/v1/rpc/f",
    "http://127.0.0.1:54321, http://127.0.0.1:54321/rest/v1/rpc/f"
  })
  void findsTheFunctionsOfAProject(URI project, URI function) {
    PostgrestRpcClients.supabaseBuilder(project, jwt())
        .transport(stub)
        .build()
        .run(RpcCall.of("f"));
    assertThat(stub.calls().get(0).uri()).isEqualTo(function);
  }

  @ParameterizedTest
  @CsvSource({
    "https://rest.example.org, https://rest.example.org/rpc/f",
    "https://rest.example.org/, https://rest.example.org/rpc/f",
    "https://rest.example.org/a/b, https://rest.example.org/a/b/rpc/f",
    "http://[::1]:3000, http://[::1]:3000/rpc/f",
    "http://localhost:3000/, http://localhost:3000/rpc/f",
    "https://rest.example.org/a%2Fb/c, https://rest.example.org/a%2Fb/c/rpc/f"
  })
  void findsTheFunctionsOfABarePostgrest(URI url, URI function) {
    PostgrestRpcClients.builder(url, jwt()).transport(stub).build().run(RpcCall.of("f"));
    assertThat(stub.calls().get(0).uri()).isEqualTo(function);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://p.supabase.co",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "http://10.0.0.1",
        "ftp://localhost",
        "p.supabase.co",
        "https:///rest",
        "https://do-not-show@p.supabase.co",
        "https://p.supabase.co?apikey=do-not-show",
        "https://p.supabase.co#do-not-show",
        "https://p.supabase.co//do-not-show.example/rest",
        "https://p.supabase.co/rest//do-not-show.example",
        "http://localhost//do-not-show.example/rest/",
        "http://db.localhost:3000"
      })
  void refusesAnAddressThatAKeyMustNotGoTo(String url) {
    for (String refusal :
        List.of(
            refusalOf(
                    InvalidArgumentException.class,
                    () -> PostgrestRpcClients.supabase(URI.create(url), secretKey()))
                .getMessage(),
            refusalOf(
                    InvalidArgumentException.class,
                    () -> PostgrestRpcClients.at(URI.create(url), jwt()))
                .getMessage())) {
      assertThat(refusal).doesNotContain("do-not-show");
    }
  }

  @Test
  void refusesAProjectWithAPath() {
    refusalOf(
        InvalidArgumentException.class,
        () -> PostgrestRpcClients.supabase(PROJECT.resolve("/rest/v1/"), secretKey()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"KEY\r\nX-Injected: yes", "KEY\n", " KEY", "KEY ", "KEY\u0000", "KEYé"})
  void refusesAKeyThatCannotStandInAHeaderWithoutShowingIt(String form) {
    Secret spoilt = Secret.of(form.replace("KEY", secretKey().reveal()));
    InvalidArgumentException e =
        refusalOf(
            InvalidArgumentException.class, () -> PostgrestRpcClients.supabase(PROJECT, spoilt));
    assertThat(e).hasMessageContaining("apikey").hasMessageNotContaining(spoilt.reveal());
    refusalOf(
        InvalidArgumentException.class,
        () -> PostgrestRpcClients.supabaseBuilder(PROJECT, jwt()).asUser(spoilt).build());
  }

  @Test
  void refusesSettingsThatAreOutOfBounds() {
    for (var spoilt :
        List.<java.util.function.UnaryOperator<PostgrestRpcClients.Builder>>of(
            builder -> builder.deadline(Duration.ZERO),
            builder -> builder.deadline(Duration.ofMillis(-1)),
            builder -> builder.deadline(Duration.ofHours(1).plusNanos(1)),
            builder -> builder.responseLimit(0),
            builder -> builder.maxConnections(0),
            builder -> builder.maxConnections(10_001),
            builder -> builder.schema(""),
            builder -> builder.schema("public, private"),
            builder -> builder.schema("a\r\nb"))) {
      refusalOf(
          InvalidArgumentException.class,
          () -> spoilt.apply(PostgrestRpcClients.supabaseBuilder(PROJECT, secretKey())).build());
    }
  }

  private HttpCall sent(PostgrestRpcClients.Builder builder) {
    RpcClient client = builder.transport(stub).build();
    assertThat(client.scalar(CALL, String.class)).isEqualTo(Optional.empty());
    return stub.calls().get(stub.calls().size() - 1);
  }

  private String body(RpcCall call) {
    stub.client().run(call);
    HttpCall sent = stub.calls().get(stub.calls().size() - 1);
    return new String(sent.body(), StandardCharsets.UTF_8);
  }
}
