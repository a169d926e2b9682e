package dev.belay.byok;

import static dev.belay.byok.HostileKeyContract.newKey;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.envelope.KeyRing;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;
import dev.belay.support.AccessDeniedException;
import dev.belay.testservers.leak.LeakScan;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.exporter.prometheus.PrometheusHttpServer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a Prometheus server sees of a service at work, through the SDK's own exporter. A backend's
 * test supplies the clients.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class PrometheusScrapeContract {

  private static final KeyRing RING = KeyRing.of("k1", KeyRing.generateKey());

  private InstalledDatabase database;
  private int port;
  private OpenTelemetrySdk sdk;
  private UUID user;
  private String text;
  private Scrape scrape;

  /** A client that acts as the service on that database. */
  abstract RpcClient service(InstalledDatabase installed);

  /** A client that the same database refuses everything, as somebody without the right. */
  abstract RpcClient stranger(InstalledDatabase installed);

  @BeforeAll
  void workAndScrape() throws Exception {
    database = InstalledDatabase.create(DatabaseShape.PLAIN);
    port = freePort(); // the exporter does not tell which port it chose
    PrometheusHttpServer exporter =
        PrometheusHttpServer.builder().setHost("127.0.0.1").setPort(port).build();
    sdk =
        OpenTelemetrySdk.builder()
            .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(exporter).build())
            .build();
    user = database.newUser();
    work(sdk);
    text = get("text/plain");
    scrape = Scrape.parse(text);
    LeakScan.inspect("a scrape", text);
  }

  @AfterAll
  void drop() {
    sdk.close();
    database.close();
  }

  /** A key is stored and used, a user has none, and a stranger asks for the first one's. */
  private void work(OpenTelemetry telemetry) {
    RpcClient service = service(database);
    RpcClient stranger = stranger(database);
    try (ApiKeyVault vault = vault(service, telemetry);
        ApiKeyVault strangers = vault(stranger, telemetry)) {
      vault.insert(user, ProviderId.OPENAI, newKey());
      ProviderResolver resolver = ProviderResolver.builder(vault).telemetry(telemetry).build();
      resolver.resolve(user);
      resolver.resolve(user);
      UUID other = database.newUser();
      assertThat(refusalOf(Throwable.class, () -> resolver.resolve(other)))
          .isInstanceOf(ResolutionRefusedException.class);
      ProviderResolver denied = ProviderResolver.builder(strangers).telemetry(telemetry).build();
      assertThat(refusalOf(Throwable.class, () -> denied.resolve(user)))
          .isInstanceOf(AccessDeniedException.class);
    }
    KeyHealthStore.builder(service).telemetry(telemetry).build().list(user);
    KeyRotation.over(service, RING).withTelemetry(telemetry).run();
    GatewayConfigs configs =
        GatewayConfigs.builder(stranger).keyRing(RING).telemetry(telemetry).build();
    KeyHealthStore health = KeyHealthStore.builder(stranger).telemetry(telemetry).build();
    KeyRotation rotation =
        KeyRotation.over(stranger, RING)
            .withTelemetry(telemetry)
            .withBatchSize(5)
            .sealingPlaintext();
    refusalOf(
        AccessDeniedException.class,
        () -> configs.setBaseUrl(user, "https://ai-gateway.vercel.sh/v1"));
    refusalOf(AccessDeniedException.class, () -> health.list(user));
    refusalOf(AccessDeniedException.class, rotation::run);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "providers_resolve_total{status=\"success\"}",
        "providers_resolve_total",
        "vault_operation_duration_bucket",
        "rls_policy_violation_total"
      })
  void theRunbooksQueriesFindTheirSeries(String selector) {
    assertThat(scrape.select(selector)).isNotEmpty();
  }

  @Test
  void resolutionsAreCountedByHowTheyEnded() {
    assertThat(scrape.sum("providers_resolve_total{status=\"success\"}")).isEqualTo(2);
    assertThat(scrape.sum("providers_resolve_total{status=\"refused\",reason=\"no_credential\"}"))
        .isEqualTo(1);
    assertThat(
            scrape.sum(
                "providers_resolve_total{status=\"error\",error_type=\""
                    + AccessDeniedException.class.getName()
                    + "\"}"))
        .isEqualTo(1);
    assertThat(scrape.sum("providers_resolve_total")).isEqualTo(4);
  }

  @Test
  void violationsOfTheAccessRulesAreCountedAtEveryDoor() {
    assertThat(scrape.sum("rls_policy_violation_total")).isEqualTo(4);
  }

  @Test
  void operationsOfTheVaultAreMeasured() {
    String resolve = "vault_operation_duration_%s{operation=\"resolve_user_credentials\"%s}";
    assertThat(scrape.sum(resolve.formatted("count", ""))).isEqualTo(4);
    assertThat(scrape.sum(resolve.formatted("count", ",status=\"error\""))).isEqualTo(1);
    for (String boundary : new String[] {"0.25", "0.5", "0.75", "1.0", "+Inf"}) {
      assertThat(scrape.select(resolve.formatted("bucket", ",le=\"" + boundary + "\"")))
          .isNotEmpty();
    }
    assertThat(scrape.sum("vault_operation_duration_count{operation=\"insert_user_api_key\"}"))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"list_api_key_health", "list_api_key_envelopes"})
  void operationsOfKeyHealthAndRotationAreMeasured(String operation) {
    String count = "vault_operation_duration_count{operation=\"" + operation + "\",status=\"%s\"}";
    assertThat(scrape.sum(count.formatted("success"))).isPositive();
    assertThat(scrape.sum(count.formatted("error"))).isEqualTo(1);
  }

  @Test
  void auditsOfReadsAreCounted() {
    assertThat(scrape.sum("vault_read_audit_total{status=\"recorded\"}")).isEqualTo(2);
    assertThat(scrape.select("vault_read_audit_total{status=~\"dropped|failed\"}"))
        .hasSize(2)
        .allMatch(sample -> sample.value() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"belay-alerts.yml", "grafana-dashboard.json"})
  void whatAlertsAndDashboardAskForIsThere(String file) throws IOException {
    String queries = Files.readString(Path.of("../observability", file)).replace("\\\"", "\"");
    // The modules of webhooks and of the cache bring their own metrics.
    assertThat(
            Scrape.selectors(queries).filter(selector -> !selector.matches("(webhook|cache)_.*")))
        .isNotEmpty()
        .allSatisfy(selector -> assertThat(scrape.select(selector)).as(selector).isNotEmpty());
  }

  @Test
  void aServerThatReadsOpenMetricsSeesTheSameNames() throws Exception {
    String openMetrics =
        get("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8,text/plain;q=0.5");

    LeakScan.inspect("a scrape", openMetrics);
    Scrape other = Scrape.parse(openMetrics);
    assertThat(other.sum("providers_resolve_total{status=\"success\"}")).isEqualTo(2);
    assertThat(other.select("vault_operation_duration_bucket")).isNotEmpty();
    assertThat(other.sum("rls_policy_violation_total")).isEqualTo(4);
  }

  @Test
  void noUserIsNamed() {
    assertThat(text).doesNotContain(user.toString());
  }

  private static ApiKeyVault vault(RpcClient rpc, OpenTelemetry telemetry) {
    return ApiKeyVaults.builder(rpc).keyRing(RING).telemetry(telemetry).build();
  }

  private String get(String accepted) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
    HttpRequest request = HttpRequest.newBuilder(uri).header("Accept", accepted).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
