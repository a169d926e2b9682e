package dev.belay.byok;

import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.util.UUID;

/** The same answers where nobody listens. Where somebody does, every other test of it looks. */
class TracedProviderResolverWithoutTelemetryTest extends ProviderResolverContract {

  private final InMemoryApiKeyVault vault = new InMemoryApiKeyVault(Clock.systemUTC());

  @Override
  protected OpenTelemetry telemetry() {
    return OpenTelemetry.noop();
  }

  @Override
  protected ApiKeyVault vault(ReadAudit audit) {
    return vault;
  }

  @Override
  protected GatewayConfigs configs(GatewayUrlPolicy urls) {
    return vault.gatewayConfigs(urls);
  }

  @Override
  protected UUID newUser() {
    return vault.newUser();
  }
}
