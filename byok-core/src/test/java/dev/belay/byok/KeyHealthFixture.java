package dev.belay.byok;

import dev.belay.support.Secret;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.JdkHttpTransport;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.llm.LlmEndpoints;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** What the tests of key health share: the providers' hosts, keys of their form, transports. */
final class KeyHealthFixture {

  static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123456Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private KeyHealthFixture() {}

  static Stream<Provider> providers() {
    return ProviderRegistry.standard().all().stream();
  }

  static Provider provider(ProviderId id) {
    return ProviderRegistry.standard().get(id);
  }

  static String host(Provider provider) {
    return provider.baseUrl().getHost();
  }

  /** A key in the form that this provider gives out. */
  static Secret newKey(Provider provider) {
    return Secret.of(
        switch (provider.id().value()) {
          case "anthropic" -> TestKeys.anthropic();
          case "xai" -> TestKeys.xai();
          case "openrouter" -> TestKeys.openRouter();
          case "gateway" -> TestKeys.gateway();
          default -> TestKeys.openai();
        });
  }

  static HttpTransport transport(LlmEndpoints endpoints) {
    return JdkHttpTransport.builder()
        .proxy(endpoints.proxySelector())
        .sslContext(endpoints.sslContext())
        .build();
  }

  /** For tests that store nothing. */
  static KeyHealthChecker.Builder checker(HttpTransport transport) {
    return KeyHealthChecker.builder(new InMemoryApiKeyVault(CLOCK), new NoStore())
        .transport(transport)
        .guardedTransport(transport)
        .clock(CLOCK);
  }

  private static final class NoStore implements KeyHealthStore {

    @Override
    public List<StoredKeyHealth> list(UUID userId) {
      return List.of();
    }

    @Override
    public boolean record(UUID userId, StoredKeyHealth checked, KeyHealth health) {
      return false;
    }
  }
}
