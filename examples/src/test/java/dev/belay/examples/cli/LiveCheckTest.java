package dev.belay.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.belay.byok.ApiKeyVaults;
import dev.belay.byok.CredentialSource;
import dev.belay.byok.KeyHealthChecker;
import dev.belay.byok.KeyHealthStore;
import dev.belay.byok.Provider;
import dev.belay.byok.ProviderId;
import dev.belay.byok.ProviderRegistry;
import dev.belay.byok.ResolvedProvider;
import dev.belay.sql.RpcClient;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.JdkHttpTransport;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.llm.LlmEndpoints;
import dev.belay.testservers.llm.LlmFault;
import dev.belay.testservers.llm.SeenRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

class LiveCheckTest {

  private static final String OPENAI_HOST = "api.openai.com";
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
  private static final Duration FOREVER = Duration.ofMinutes(5);

  private LlmEndpoints providers;
  private LiveCheck check;

  @BeforeEach
  void start() {
    providers = LlmEndpoints.start();
    check = check(Duration.ofSeconds(20));
  }

  @AfterEach
  void stop() {
    providers.close();
  }

  @ParameterizedTest
  @CsvSource({
    "openai, /v1/models",
    "anthropic, /v1/models",
    "xai, /v1/api-key",
    "openrouter, /api/v1/key",
    "gateway, /v1/credits",
  })
  void asksEachProviderWhereNoWrongKeyPasses(String service, String path) {
    String key = TestKeys.withPrefix("sk-", 40);
    ResolvedProvider resolved = resolved(service, key);
    providers.accept(resolved.baseUrl().getHost(), key);

    check.requireAccepted(resolved);
    assertThat(providers.seen()).extracting(SeenRequest::path).containsExactly(path);

    providers.revoke(resolved.baseUrl().getHost(), key);
    Refusals.refusalOf(AccessDeniedException.class, () -> check.requireAccepted(resolved));
  }

  @Test
  void asksAGatewayOfSomebodysOwnAtItsOwnUrl() {
    String key = TestKeys.gateway();
    providers.accept("ai-gateway.vercel.sh", key);
    ResolvedProvider own = resolved("gateway", key, "https://ai-gateway.vercel.sh/team/v1");

    assertThat(refusal(BackendUnavailableException.class, own))
        .hasMessage(
            "ai-gateway.vercel.sh did not say whether it accepts the key (unexpected_answer)");
    assertThat(providers.seen()).extracting(SeenRequest::path).containsExactly("/team/v1/credits");
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        argumentSet(
            "a key that xAI has blocked",
            "xai",
            LlmFault.answer(
                200,
                JSON,
                "{\"redacted_api_key\":\"x\",\"api_key_blocked\":false,\"team_blocked\":true}"),
            "api.x.ai does not accept the key (blocked)"),
        argumentSet(
            "a key without the scope",
            "openai",
            LlmFault.answer(403, JSON, "{\"error\":{\"message\":\"Missing scopes: a.read\"}}"),
            "api.openai.com knows the key and refuses the check (missing_scope)"),
        argumentSet(
            "a key without credit",
            "gateway",
            LlmFault.answer(200, JSON, "{\"balance\":\"0\",\"total_used\":\"5\"}"),
            "ai-gateway.vercel.sh has nothing left to spend on the key (no_credit)"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesAKeyThatTheProviderKnowsAndDoesNotServe(
      String service, LlmFault answer, String message) {
    ResolvedProvider resolved = resolved(service, TestKeys.withPrefix("sk-", 40));
    providers.failNext(resolved.baseUrl().getHost(), answer);

    assertThat(refusal(AccessDeniedException.class, resolved)).hasMessage(message);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        argumentSet("a redirect", LlmFault.status(302), "unexpected_answer"),
        argumentSet("no such path", LlmFault.status(404), "unexpected_answer"),
        argumentSet("too many requests", LlmFault.status(429), "rate_limited"),
        argumentSet("an overload", LlmFault.status(529), "provider_failed"),
        argumentSet("a proxy's page", LlmFault.html(502), "provider_failed"),
        argumentSet("a proxy's refusal", LlmFault.html(401), "unexpected_answer"),
        argumentSet("a page with 200", LlmFault.html(200), "unexpected_answer"),
        argumentSet("nothing with 200", LlmFault.answer(200, JSON, ""), "unexpected_answer"),
        argumentSet("other JSON", LlmFault.answer(200, JSON, "{\"ok\":1}"), "unexpected_answer"),
        argumentSet("half JSON", LlmFault.answer(200, JSON, "{\"data\":[{"), "unexpected_answer"),
        argumentSet("a body that breaks off", LlmFault.truncatedBody(), "connection_lost"),
        argumentSet("a reset", LlmFault.reset(), "connection_lost"),
        argumentSet("too large a body", LlmFault.oversizedBody(2 << 20), "answer_too_large"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void doesNotTakeTheProvidersTroubleForAVerdict(LlmFault fault, String reason) {
    String key = TestKeys.openai();
    providers.accept(OPENAI_HOST, key);
    providers.fail(OPENAI_HOST, fault);

    assertThat(refusal(BackendUnavailableException.class, resolved("openai", key)))
        .hasMessage("api.openai.com did not say whether it accepts the key (" + reason + ")");
  }

  static Stream<Arguments> delays() {
    return Stream.of(
        argumentSet("before the headers", LlmFault.slowHeaders(FOREVER)),
        argumentSet("within the body", LlmFault.slowBody(FOREVER)));
  }

  @ParameterizedTest
  @MethodSource("delays")
  void boundsTheWholeExchange(LlmFault delay) {
    String key = TestKeys.openai();
    providers.accept(OPENAI_HOST, key);
    providers.fail(OPENAI_HOST, delay);
    check = check(Duration.ofMillis(400));

    assertThat(refusal(BackendUnavailableException.class, resolved("openai", key)))
        .hasMessageContaining("(timed_out)");
  }

  private <T extends Throwable> T refusal(Class<T> type, ResolvedProvider resolved) {
    return Refusals.refusalOf(type, () -> check.requireAccepted(resolved));
  }

  /** Nothing is read from the vault and nothing stored, so the database need not be there. */
  private LiveCheck check(Duration deadline) {
    RpcClient rpc = JdbcRpcClients.over(new PGSimpleDataSource());
    HttpTransport transport =
        JdkHttpTransport.builder()
            .proxy(providers.proxySelector())
            .sslContext(providers.sslContext())
            .build();
    return new LiveCheck(
        KeyHealthChecker.builder(ApiKeyVaults.overSupabaseVault(rpc), KeyHealthStore.over(rpc))
            .transport(transport)
            .guardedTransport(transport)
            .timeout(deadline)
            .build(),
        ProviderRegistry.standard());
  }

  private static ResolvedProvider resolved(String service, String key) {
    Provider provider = ProviderRegistry.standard().get(ProviderId.of(service));
    return resolved(service, key, provider.baseUrl().toString());
  }

  private static ResolvedProvider resolved(String service, String key, String baseUrl) {
    Provider provider = ProviderRegistry.standard().get(ProviderId.of(service));
    URI url = URI.create(baseUrl);
    return new ResolvedProvider(
        CredentialSource.USER_PROVIDER,
        provider.id(),
        "any-model",
        url,
        url.resolve("/"),
        provider.protocol(),
        Secret.of(key),
        Map.of(),
        List.of());
  }
}
