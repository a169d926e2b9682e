package dev.belay.benchmarks;

import dev.belay.byok.ApiKeyVault;
import dev.belay.byok.ApiKeyVaults;
import dev.belay.byok.ProviderResolver;
import dev.belay.byok.ServerCredentials;
import dev.belay.byok.envelope.KeyRing;
import dev.belay.sql.RpcClient;
import dev.belay.support.Environment;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** As a service would use it. */
final class BelayResolving implements Resolving {

  private static final long PAUSE_NANOS = 1_000_000;

  private final ApiKeyVault vault;
  private final ProviderResolver resolver;

  BelayResolving(RpcClient rpc, KeyRing ring) {
    this.vault = ApiKeyVaults.over(rpc, ring);
    this.resolver =
        ProviderResolver.builder(vault)
            .serverCredentials(
                ServerCredentials.from(
                    Environment.of(Map.of("AI_GATEWAY_API_KEY", "vck_of-the-team"))))
            .build();
  }

  @Override
  public Object resolve(UUID userId) {
    return resolver.resolve(userId);
  }

  @Override
  public void settle() {
    while (vault.readAuditCounts().pending() > 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  @Override
  public void close() {
    vault.close();
  }
}
