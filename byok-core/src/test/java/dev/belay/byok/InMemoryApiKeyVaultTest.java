package dev.belay.byok;

import java.time.Clock;
import java.util.UUID;

class InMemoryApiKeyVaultTest extends ApiKeyVaultContract {

  private final InMemoryApiKeyVault vault = new InMemoryApiKeyVault(Clock.systemUTC());

  @Override
  protected ApiKeyVault vault(ReadAudit audit) {
    return vault;
  }

  @Override
  protected UUID newUser() {
    return vault.newUser();
  }
}
