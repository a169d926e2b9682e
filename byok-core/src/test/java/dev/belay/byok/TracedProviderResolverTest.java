package dev.belay.byok;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.Environment;
import dev.belay.support.Secret;
import dev.belay.support.telemetry.RecordedTelemetry;
import dev.belay.support.telemetry.TelemetryLeakScan;
import dev.belay.support.telemetry.TelemetryNames;
import dev.belay.support.telemetry.UserIdHash;
import dev.belay.testservers.leak.TestKeys;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TracedProviderResolverTest {

  private static final String OWN_HOST = "my-gateway.example.org";
  private static final URI DEFAULT_GATEWAY = URI.create("https://ai-gateway.vercel.sh/v1");
  private static final UserIdHash HASH =
      UserIdHash.keyed(Secret.of("a secret of thirty-two characters"));

  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final InMemoryApiKeyVault vault = new InMemoryApiKeyVault(Clock.systemUTC());
  private final GatewayConfigs configs =
      vault.gatewayConfigs(GatewayUrlPolicy.standard().allowing(OWN_HOST));
  private final UUID user = vault.newUser();

  @AfterEach
  void scan() {
    telemetry.close();
  }

  @Test
  void showsAUsersProvider() {
    vault.insert(user, ProviderId.OPENAI, key());

    resolver(Map.of()).resolve(user, ModelHint.of("gpt-5.4-mini"));

    SpanData span = span();
    assertThat(span.getName()).isEqualTo("providers.resolve");
    assertThat(span.getInstrumentationScopeInfo().getName()).isEqualTo("dev.belay.byok");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(span.getAttributes().asMap())
        .isEqualTo(
            RecordedTelemetry.attributes(
                    Map.of(
                        "modelId", "gpt-5.4-mini",
                        "path", "user-provider",
                        "provider", "openai",
                        "credentialSource", "user-provider"))
                .asMap());
  }

  @Test
  void showsTheDefaultGateway() {
    configs.put(user, key());
    resolver(Map.of()).resolve(user);
    assertGateway("user-gateway", "ai-gateway.vercel.sh", "default");
  }

  @Test
  void showsTheUsersGateway() {
    configs.put(user, key(), "https://" + OWN_HOST);
    resolver(Map.of()).resolve(user);
    assertGateway("user-gateway", OWN_HOST, "user");
  }

  @Test
  void showsTheTeamsGateway() {
    configs.setFallbackAllowed(user, true);
    resolver(
            Map.of(
                "AI_GATEWAY_API_KEY",
                TestKeys.gateway(),
                "AI_GATEWAY_URL",
                "https://" + OWN_HOST + "/v1"))
        .resolve(user);
    assertGateway("team-gateway", OWN_HOST, "team");
  }

  @Test
  void namesTheUserByAKeyedHashOnly() {
    vault.insert(user, ProviderId.OPENAI, key());

    ProviderResolver.builder(vault)
        .telemetry(telemetry.api())
        .userIdHash(HASH)
        .build()
        .resolve(user);

    assertThat(span().getAttributes().get(AttributeKey.stringKey("user.id_hash")))
        .isEqualTo(HASH.of(user).orElseThrow());
    assertShowsNoUser();
  }

  @Test
  void showsARefusalByItsReason() {
    Throwable refused = refusalOf(Throwable.class, () -> resolver(Map.of()).resolve(user));

    assertThat(refused).isInstanceOf(ResolutionRefusedException.class);
    assertFailed("no_credential");
    assertThat(count(Map.of("status", "refused", "reason", "no_credential"))).isEqualTo(1);
    assertShowsNoUser();
  }

  @Test
  void showsAFailureByItsClassOnly() {
    String secret = TestKeys.openai();
    IllegalStateException failure = new IllegalStateException("a driver's text with " + secret);

    Throwable thrown = thrownPastTheScan(failing(failure));

    assertThat(thrown).isSameAs(failure);
    assertFailed("java.lang.IllegalStateException");
    assertThat(count(Map.of("status", "error", "error.type", "java.lang.IllegalStateException")))
        .isEqualTo(1);
  }

  @Test
  void showsAnErrorOfTheMachineToo() {
    Throwable thrown =
        refusalOf(Throwable.class, () -> failing(new StackOverflowError()).resolve(user));

    assertThat(thrown).isInstanceOf(StackOverflowError.class);
    assertFailed("java.lang.StackOverflowError");
  }

  @Test
  void theLookupIsInsideOfTheSpan() {
    ProviderResolver inner =
        (id, hint) -> {
          assertThat(Span.current().isRecording()).isTrue();
          throw new IllegalStateException(Span.current().getSpanContext().getSpanId());
        };

    Throwable thrown = refusalOf(Throwable.class, () -> traced(inner).resolve(user));

    assertThat(thrown).hasMessage(span().getSpanId());
    assertThat(Span.current().getSpanContext().isValid()).isFalse();
  }

  @Test
  void countsByHowItEnded() {
    vault.insert(user, ProviderId.OPENAI, key());
    ProviderResolver resolver = resolver(Map.of());

    resolver.resolve(user);
    resolver.resolve(user);

    assertThat(count(Map.of("status", "success", "credentialSource", "user-provider")))
        .isEqualTo(2);
    assertThat(count(Map.of("status", "refused", "reason", "no_credential"))).isZero();
  }

  @Test
  void showsItGloballyWhereNothingElseIsSaid() {
    vault.insert(user, ProviderId.OPENAI, key());

    ProviderResolver.builder(vault).userIdHash(HASH).build().resolve(user);

    String hash = HASH.of(user).orElseThrow();
    assertThat(TelemetryLeakScan.spans())
        .anyMatch(span -> span.getAttributes().asMap().containsValue(hash));
  }

  private ProviderResolver resolver(Map<String, String> team) {
    return ProviderResolver.builder(vault)
        .policy(
            ResolutionPolicy.builder()
                .gatewayUrls(GatewayUrlPolicy.standard().allowing(OWN_HOST))
                .build())
        .serverCredentials(ServerCredentials.from(Environment.of(team)))
        .telemetry(telemetry.api())
        .build();
  }

  private ProviderResolver failing(Throwable failure) {
    return traced(
        (id, hint) -> {
          if (failure instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) failure;
        });
  }

  private ProviderResolver traced(ProviderResolver inner) {
    return new TracedProviderResolver(inner, DEFAULT_GATEWAY, telemetry.api(), HASH);
  }

  private SpanData span() {
    assertThat(telemetry.spans()).hasSize(1);
    return telemetry.spans().get(0);
  }

  private void assertGateway(String source, String host, String chosenBy) {
    assertThat(span().getAttributes().asMap())
        .containsEntry(AttributeKey.stringKey("path"), source)
        .containsEntry(AttributeKey.stringKey("credentialSource"), source)
        .containsEntry(AttributeKey.stringKey("provider"), "gateway")
        .containsEntry(AttributeKey.stringKey("baseUrlHost"), host)
        .containsEntry(AttributeKey.stringKey("baseUrlSource"), chosenBy);
  }

  private void assertFailed(String errorType) {
    SpanData span = span();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getStatus().getDescription()).isEmpty();
    assertThat(span.getEvents()).isEmpty();
    assertThat(span.getAttributes().get(AttributeKey.stringKey("error.type"))).isEqualTo(errorType);
  }

  private void assertShowsNoUser() {
    assertThat(span().toString()).doesNotContain(user.toString());
    assertThat(telemetry.metrics().toString()).doesNotContain(user.toString());
  }

  private long count(Map<String, String> labels) {
    return telemetry.count(TelemetryNames.Metrics.PROVIDERS_RESOLVE, labels);
  }

  private static Secret key() {
    return Secret.of(TestKeys.openai());
  }

  /** This one holds a key on purpose, so it must not meet the scan. */
  private Throwable thrownPastTheScan(ProviderResolver resolver) {
    try {
      resolver.resolve(user);
    } catch (IllegalStateException expected) {
      return expected;
    }
    throw new AssertionError("nothing was thrown");
  }
}
