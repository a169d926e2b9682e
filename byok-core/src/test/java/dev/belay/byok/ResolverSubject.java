package dev.belay.byok;

import dev.belay.byok.envelope.KeyRing;
import dev.belay.byok.envelope.Rings;
import dev.belay.sql.RpcClient;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;

/** A vault that a resolver reads, and the gateway settings of the same users. */
public interface ResolverSubject {

  /**
   * The vault.
   *
   * @param audit how it records reads
   * @return a vault that the test closes
   */
  ApiKeyVault vault(ReadAudit audit);

  /**
   * The gateway settings.
   *
   * @param urls which base URLs are allowed
   * @return the settings
   */
  GatewayConfigs configs(GatewayUrlPolicy urls);

  /**
   * Adds a user without keys.
   *
   * @return the user's id
   */
  UUID newUser();

  /** Nothing but memory. */
  static ResolverSubject inMemory() {
    InMemoryApiKeyVault vault = new InMemoryApiKeyVault(Clock.systemUTC());
    return new ResolverSubject() {
      @Override
      public ApiKeyVault vault(ReadAudit audit) {
        return vault;
      }

      @Override
      public GatewayConfigs configs(GatewayUrlPolicy urls) {
        return vault.gatewayConfigs(urls);
      }

      @Override
      public UUID newUser() {
        return vault.newUser();
      }
    };
  }

  /** Envelopes of a new key ring, in any vault. */
  static ResolverSubject envelopes(RpcClient rpc, Supplier<UUID> users) {
    KeyRing ring = KeyRing.of("k1", Rings.generated());
    return new ResolverSubject() {
      @Override
      public ApiKeyVault vault(ReadAudit audit) {
        return ApiKeyVaults.builder(rpc).keyRing(ring).readAudit(audit).build();
      }

      @Override
      public GatewayConfigs configs(GatewayUrlPolicy urls) {
        return GatewayConfigs.over(rpc, ring, urls);
      }

      @Override
      public UUID newUser() {
        return users.get();
      }
    };
  }

  /** Plain keys, which only Supabase's vault takes. */
  static ResolverSubject plainKeys(RpcClient rpc, Supplier<UUID> users) {
    return new ResolverSubject() {
      @Override
      public ApiKeyVault vault(ReadAudit audit) {
        return ApiKeyVaults.builder(rpc).readAudit(audit).build();
      }

      @Override
      public GatewayConfigs configs(GatewayUrlPolicy urls) {
        return GatewayConfigs.overSupabaseVault(rpc, urls);
      }

      @Override
      public UUID newUser() {
        return users.get();
      }
    };
  }
}
