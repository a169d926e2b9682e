package dev.belay.examples.start;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.belay.byok.envelope.KeyRing;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;
import dev.belay.support.Environment;
import dev.belay.support.Secret;
import dev.belay.testservers.auth.SigningAlgorithm;
import dev.belay.testservers.auth.SupabaseAuthServer;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.webhook.verify.HmacSigner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The service of docs/start.md does what the page says, and the page shows this service. */
@Timeout(120)
class NotebookServiceTest {

  private static final Path PAGE = Path.of("../docs/start.md");

  private final HttpClient client = HttpClient.newHttpClient();
  private final String hookSecret = TestKeys.withPrefix("hmac_", 40);
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private InstalledDatabase database;
  private SupabaseAuthServer auth;
  private NotebookService service;
  private URI origin;
  private UUID member;

  @BeforeEach
  void start() throws IOException {
    database = InstalledDatabase.create(DatabaseShape.PLAIN);
    TestSql.execute(database.owner(), block("sql", "create schema if not exists notebook"));
    member = database.newUser();
    TestSql.execute(
        database.owner(), "insert into notebook.members values (7, '" + member + "', true)");
    auth = SupabaseAuthServer.start(SigningAlgorithm.ES256, Clock.systemUTC());
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    origin = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    service = new NotebookService(database.service(), environment(), server);
    service.start();
  }

  private Environment environment() {
    return Environment.of(
        Map.of(
            "BELAY_KEY_RING",
            "2026a:" + TestKeys.remember(KeyRing.generateKey().reveal()),
            "HMAC_SECRET",
            hookSecret,
            "NOTES_HOOK_URL",
            origin.resolve("/api/hooks/notes").toString(),
            "SUPABASE_URL",
            auth.url().toString(),
            "SUPABASE_PUBLISHABLE_KEY",
            auth.publishableKey()));
  }

  @AfterEach
  void stop() {
    service.close();
    auth.close();
    database.close();
    threads.shutdownNow();
  }

  @Test
  void keepsTheKeyWritesTheNoteAndTellsOfItOnce() throws Exception {
    String token = token(member);
    assertThat(send("PUT", "/key", token, TestKeys.openai()).statusCode()).isEqualTo(200);
    assertThat(send("GET", "/notebooks/7", token, "").body()).isEqualTo("[]");
    assertThat(send("POST", "/notebooks/7", token, "Rome").statusCode()).isEqualTo(201);
    assertThat(send("GET", "/notebooks/7", token, "").body()).isEqualTo("[\"Rome\"]");
    assertThat(send("POST", "/notebooks/7", token, "Oslo").statusCode()).isEqualTo(201);
    assertThat(send("GET", "/notebooks/7", token, "").body()).isEqualTo("[\"Rome\",\"Oslo\"]");
    assertThat(column("select distinct topic || ' ' || event from realtime.messages"))
        .containsExactly("notebook:7 note");
    awaitDelivered(2);
    String event = column("select payload from belay.webhook_outbox order by id").get(0);
    HttpResponse<String> again =
        hook(event, HmacSigner.of(Secret.of(hookSecret)).sign(utf8(event)));
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).contains("\"duplicate\":true", "\"paid_by\":\"USER_PROVIDER\"");
    assertThat(hook(event, "0".repeat(64)).statusCode()).isEqualTo(401);
  }

  @Test
  void letsNobodyElseIn() throws Exception {
    UUID stranger = database.newUser();
    assertThat(send("GET", "/notebooks/7", token(stranger), "").statusCode()).isEqualTo(403);
    assertThat(send("POST", "/notebooks/7", token(stranger), "x").statusCode()).isEqualTo(403);
    assertThat(send("GET", "/notebooks/x", token(member), "").statusCode()).isEqualTo(403);
    assertThat(send("GET", "/notebooks/7", "", "").statusCode()).isEqualTo(401);
    assertThat(send("PUT", "/key", token(member), "no key\n").statusCode()).isEqualTo(400);
  }

  @Test
  void standsOnThePageAsItIs() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/dev/belay/examples/start/NotebookService.java"));
    assertThat(block("java", "import com.fasterxml"))
        .isEqualTo(source.substring(source.indexOf("import ")));
  }

  private String token(UUID user) {
    return auth.signIn(user).accessToken();
  }

  private HttpResponse<String> send(String method, String path, String token, String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(origin.resolve(path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> hook(String event, String signature) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(origin.resolve("/api/hooks/notes"))
            .header(HmacSigner.HEADER, signature)
            .POST(HttpRequest.BodyPublishers.ofString(event))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private void awaitDelivered(int events) {
    String delivered =
        "select count(*)::text from belay.webhook_outbox o where not exists"
            + " (select from belay.webhook_deliveries d where d.id = o.id)";
    while (!column(delivered).get(0).equals(Integer.toString(events))) {
      LockSupport.parkNanos(20_000_000);
    }
  }

  private List<String> column(String sql) {
    return TestSql.column(database.superuser(), sql);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The page's block of a language that begins with a text. */
  private static String block(String language, String begin) throws IOException {
    String page = Files.readString(PAGE);
    String fence = "```" + language + "\n";
    int start = page.indexOf(fence + begin) + fence.length();
    return page.substring(start, page.indexOf("```", start));
  }
}
