package dev.belay.byok;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;
import dev.belay.sql.ServedDatabase;
import dev.belay.sql.rest.PostgrestRpcClients;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendFault;
import dev.belay.support.Secret;
import dev.belay.support.telemetry.RecordedTelemetry;
import dev.belay.support.telemetry.TelemetryNames.Metrics;
import dev.belay.testservers.leak.TestKeys;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The metrics of a service that calls PostgREST through a project's gateway. */
class PrometheusScrapeOverRestTest extends PrometheusScrapeContract {

  private static final UUID USER = UUID.fromString("00000000-0000-4000-8000-000000000001");

  private ServedDatabase served;
  private RecordedTelemetry telemetry;

  @Override
  RpcClient service(InstalledDatabase installed) {
    served = ServedDatabase.before(installed);
    return served.rpc();
  }

  @Override
  RpcClient stranger(InstalledDatabase installed) {
    return served.rpc(served.keys().publishableKey());
  }

  @BeforeEach
  void record() {
    telemetry = new RecordedTelemetry();
  }

  @AfterEach
  void scan() {
    telemetry.close();
  }

  @AfterAll
  void stop() {
    served.close();
  }

  @Test
  void aRefusalByTheDatabaseCountsAs401() {
    BackendFault fault = refusal(served.rpc(served.keys().legacyAnonKey()));

    assertThat(fault.httpStatus()).hasValue(401);
    assertThat(fault.sqlState()).contains("42501");
    assertThat(violations()).isEqualTo(1);
  }

  @Test
  void aRefusalByTheDatabaseCountsAs403() {
    RpcClient asUser =
        PostgrestRpcClients.supabaseBuilder(
                served.project().url(), Secret.of(served.keys().publishableKey()))
            .asUser(Secret.of(served.keys().userToken(USER)))
            .build();
    BackendFault fault = refusal(asUser);

    assertThat(fault.httpStatus()).hasValue(403);
    assertThat(fault.sqlState()).contains("42501");
    assertThat(violations()).isEqualTo(1);
  }

  @Test
  void aTokenThatHasExpiredIsNoViolation() {
    BackendFault fault = refusal(served.bareRpc(served.keys().expiredToken("service_role")));

    assertThat(fault.httpStatus()).hasValue(401);
    assertThat(fault.code()).contains("PGRST301");
    assertThat(violations()).isZero();
  }

  @Test
  void aKeyThatTheGatewayDoesNotKnowIsNoViolation() {
    BackendFault fault = refusal(served.rpc(TestKeys.withPrefix("sb_secret_", 31)));

    assertThat(fault.httpStatus()).hasValue(401);
    assertThat(fault.sqlState()).isEmpty();
    assertThat(violations()).isZero();
  }

  private BackendFault refusal(RpcClient client) {
    KeyHealthStore store = KeyHealthStore.builder(client).telemetry(telemetry.api()).build();
    return refusalOf(AccessDeniedException.class, () -> store.list(USER)).fault();
  }

  private long violations() {
    return telemetry.count(Metrics.RLS_POLICY_VIOLATION, Map.of());
  }
}
