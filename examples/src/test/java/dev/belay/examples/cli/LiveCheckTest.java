package dev.belay.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.belay.byok.CredentialSource;
import dev.belay.byok.Protocol;
import dev.belay.byok.Provider;
import dev.belay.byok.ProviderId;
import dev.belay.byok.ProviderRegistry;
import dev.belay.byok.ResolvedProvider;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.llm.LlmEndpoints;
import dev.belay.testservers.llm.LlmFault;
import dev.belay.testservers.llm.SeenRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveCheckTest {

  private static final String OPENAI_HOST = "api.openai.com";

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

    assertThatNoException().isThrownBy(() -> check.requireAccepted(resolved));
    assertThat(providers.seen()).extracting(SeenRequest::path).containsExactly(path);

    providers.revoke(resolved.baseUrl().getHost(), key);
    Refusals.refusalOf(AccessDeniedException.class, () -> check.requireAccepted(resolved));
  }

  @Test
  void refusesAKeyThatXaiKnowsAndHasBlocked() {
    providers.failNext(
        "api.x.ai",
        LlmFault.answer(200, Map.of(), "{\"api_key_blocked\":false,\"team_blocked\": true}"));

    Refusals.refusalOf(
        AccessDeniedException.class, () -> check.requireAccepted(resolved("xai", TestKeys.xai())));
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 404, 429, 500, 503, 529})
  void doesNotBlameTheKeyForTheProvidersTrouble(int status) {
    providers.failNext(OPENAI_HOST, LlmFault.status(status));

    assertThat(unavailable())
        .hasMessage("api.openai.com did not say whether it accepts the key (HTTP " + status + ")");
  }

  @Test
  void doesNotShowAProvidersPage() {
    providers.failNext(OPENAI_HOST, LlmFault.html(502));

    assertThat(unavailable().getMessage()).doesNotContain("html", "Bad gateway");
  }

  @Test
  void givesUpWhereTheConnectionIsReset() {
    providers.fail(OPENAI_HOST, LlmFault.reset());

    assertThat(unavailable()).hasMessage("api.openai.com cannot be reached");
  }

  @Test
  void givesUpOnAProviderThatDoesNotAnswerInTime() {
    providers.fail(OPENAI_HOST, LlmFault.slowHeaders(Duration.ofMinutes(1)));
    check = check(Duration.ofMillis(300));

    assertThat(unavailable()).hasMessage("api.openai.com cannot be reached");
  }

  @Test
  void givesUpOnABodyThatDoesNotEnd() {
    providers.accept(OPENAI_HOST, "unused");
    providers.fail(OPENAI_HOST, LlmFault.slowBody(Duration.ofMinutes(1)));
    check = check(Duration.ofSeconds(2));

    assertThat(unavailable()).hasMessage("api.openai.com cannot be reached");
  }

  private BackendUnavailableException unavailable() {
    return Refusals.refusalOf(
        BackendUnavailableException.class,
        () -> check.requireAccepted(resolved("openai", TestKeys.openai())));
  }

  private LiveCheck check(Duration deadline) {
    HttpClient client =
        HttpClient.newBuilder()
            .proxy(providers.proxySelector())
            .sslContext(providers.sslContext())
            .build();
    return new LiveCheck(client, deadline);
  }

  private static ResolvedProvider resolved(String service, String key) {
    Provider provider = ProviderRegistry.standard().get(ProviderId.of(service));
    boolean messages = provider.protocol() == Protocol.ANTHROPIC_MESSAGES;
    Map<String, Secret> headers =
        messages
            ? Map.of("x-api-key", Secret.of(key), "anthropic-version", Secret.of("2023-06-01"))
            : Map.of("Authorization", Secret.of("Bearer " + key));
    return new ResolvedProvider(
        CredentialSource.USER_PROVIDER,
        provider.id(),
        "any-model",
        provider.baseUrl(),
        URI.create("https://" + provider.baseUrl().getHost()),
        provider.protocol(),
        Secret.of(key),
        headers,
        List.of());
  }
}
