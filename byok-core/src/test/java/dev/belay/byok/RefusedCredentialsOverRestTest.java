package dev.belay.byok;

import static dev.belay.byok.HostileKeyContract.newKey;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.envelope.KeyRing;
import dev.belay.byok.envelope.Rings;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.RpcClient;
import dev.belay.sql.ServedDatabase;
import dev.belay.sql.TestSql;
import dev.belay.sql.rest.PostgrestRpcClients;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.Environment;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.Refusals.Call;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.postgrest.ProjectKeys;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever is not {@code service_role} is refused everything, and leaves nothing behind. */
@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class RefusedCredentialsOverRestTest {

  private static final KeyRing RING = KeyRing.of("k1", Rings.generated());
  private static final String URL = "https://my-gateway.example.org/v1";

  /** All that the functions could change. */
  private static final List<String> TABLES =
      List.of(
          "public.api_keys",
          "public.api_gateway_configs",
          "public.user_settings",
          "vault.secrets",
          "belay.api_key_audit");

  @Parameter DatabaseShape shape;

  private ServedDatabase served;
  private UUID user;

  @BeforeEach
  void serve() {
    served = ServedDatabase.create(shape);
    user = served.database().newUser();
  }

  @AfterEach
  void drop() {
    served.close();
  }

  @Test
  void isRefusedEveryOperation() {
    store();
    List<String> before = contents();

    clients()
        .forEach(
            (who, client) ->
                operations(client)
                    .forEach(
                        (what, operation) -> {
                          AccessDeniedException e =
                              refusalOf(AccessDeniedException.class, operation);
                          assertThat(e)
                              .as("%s: %s", who, what)
                              .hasNoCause()
                              .hasMessageNotContaining(user.toString());
                        }));

    assertThat(contents()).isEqualTo(before);
  }

  /** The same operations are in order: it is the credential that they are refused for. */
  @Test
  void isServedAllOfThemWithAServiceKey() {
    ProjectKeys keys = served.keys();
    for (RpcClient client :
        List.of(
            served.rpc(keys.secretKey()),
            served.rpc(keys.legacyServiceRoleKey()),
            served.bareRpc(keys.token("service_role")))) {
      store();
      operations(client)
          .forEach(
              (what, operation) -> {
                try {
                  operation.run();
                } catch (Throwable e) {
                  throw new AssertionError(what, e);
                }
              });
    }
  }

  private void store() {
    RpcClient rpc = served.database().rpc();
    GatewayConfigs configs = GatewayConfigs.over(rpc, RING, urls());
    configs.put(user, newKey(), URL);
    configs.setFallbackAllowed(user, true);
    try (ApiKeyVault vault = ApiKeyVaults.over(rpc, RING)) {
      vault.insert(user, ProviderId.OPENAI, newKey());
    }
  }

  private Map<String, RpcClient> clients() {
    ProjectKeys keys = served.keys();
    Map<String, RpcClient> clients = new LinkedHashMap<>();
    clients.put("publishable key", served.rpc(keys.publishableKey()));
    clients.put("anon key", served.rpc(keys.legacyAnonKey()));
    clients.put("unknown key", served.rpc(TestKeys.withPrefix("sb_secret_", 31)));
    clients.put("the user", as(keys.userToken(user)));
    clients.put("another user", as(keys.userToken(UUID.randomUUID())));
    clients.put("the user, expired", as(keys.expiredUserToken(user)));
    clients.put("service, expired", as(keys.expiredToken("service_role")));
    clients.put("service, forged", as(keys.forgedToken("service_role")));
    clients.put("service, not signed", as(keys.unsignedToken("service_role")));
    clients.put("bare: anon", served.bareRpc(keys.token("anon")));
    clients.put("bare: authenticated", served.bareRpc(keys.token("authenticated")));
    clients.put("bare: expired", served.bareRpc(keys.expiredToken("service_role")));
    clients.put("bare: forged", served.bareRpc(keys.forgedToken("service_role")));
    clients.put("bare: not signed", served.bareRpc(keys.unsignedToken("service_role")));
    clients.put("bare: secret key", served.bareRpc(keys.secretKey()));
    return clients;
  }

  private RpcClient as(String token) {
    return PostgrestRpcClients.supabaseBuilder(
            served.project().url(), Secret.of(served.keys().publishableKey()))
        .asUser(Secret.of(token))
        .build();
  }

  private Map<String, Call> operations(RpcClient rpc) {
    ApiKeyVault vault =
        ApiKeyVaults.builder(rpc).keyRing(RING).readAudit(ReadAudit.SYNCHRONOUS).build();
    GatewayConfigs configs = GatewayConfigs.over(rpc, RING, urls());
    KeyHealthStore health = KeyHealthStore.over(rpc);
    KeyHealth accepted = KeyHealth.stored("accepted", Instant.parse("2026-01-02T03:04:05Z"));
    StoredKeyHealth checked = new StoredKeyHealth(ProviderId.OPENAI, UUID.randomUUID(), null);
    Map<String, Call> operations = new LinkedHashMap<>();
    operations.put("insert", () -> vault.insert(user, ProviderId.OPENAI, newKey()));
    operations.put("insert gateway", () -> vault.insert(user, ProviderId.GATEWAY, newKey()));
    operations.put("find", () -> vault.find(user, ProviderId.OPENAI));
    operations.put("findAll", () -> vault.findAll(user));
    operations.put("list", () -> vault.list(user));
    operations.put("touch", () -> vault.touch(user, ProviderId.OPENAI));
    operations.put("health", vault::health);
    operations.put("register", () -> vault.registerService(ProviderId.of("mistral")));
    operations.put(
        "resolve",
        () ->
            ProviderResolver.builder(vault)
                .serverCredentials(
                    ServerCredentials.from(Environment.of(ResolverFixture.WHOLE_TEAM)))
                .build()
                .resolve(user));
    operations.put("put gateway", () -> configs.put(user, newKey(), URL));
    operations.put("set URL", () -> configs.setBaseUrl(user, URL));
    operations.put("find URL", () -> configs.findBaseUrl(user));
    operations.put("read consent", () -> configs.fallbackAllowed(user));
    operations.put("set consent", () -> configs.setFallbackAllowed(user, false));
    operations.put("list health", () -> health.list(user));
    operations.put("record health", () -> health.record(user, checked, accepted));
    operations.put("rotate", () -> KeyRotation.over(rpc, RING).run());
    operations.put("delete gateway", () -> configs.delete(user));
    operations.put("delete", () -> vault.delete(user, ProviderId.OPENAI));
    operations.put("delete all", () -> vault.deleteAll(user));
    return operations;
  }

  private static GatewayUrlPolicy urls() {
    return GatewayUrlPolicy.standard().allowing("my-gateway.example.org");
  }

  private List<String> contents() {
    return TABLES.stream()
        .map(
            table ->
                table
                    + TestSql.text(
                        served.database().superuser(),
                        "select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by"
                            + " t::text)), '') from "
                            + table
                            + " t"))
        .toList();
  }
}
