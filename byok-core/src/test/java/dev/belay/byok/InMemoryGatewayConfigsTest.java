package dev.belay.byok;

import java.time.Clock;
import java.util.UUID;

class InMemoryGatewayConfigsTest extends GatewayConfigsContract {

  private final InMemoryApiKeyVault vault = new InMemoryApiKeyVault(Clock.systemUTC());

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
