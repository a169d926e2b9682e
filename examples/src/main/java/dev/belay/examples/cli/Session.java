package dev.belay.examples.cli;

import dev.belay.byok.ApiKeyVault;
import dev.belay.byok.ApiKeyVaults;
import dev.belay.byok.GatewayConfigs;
import dev.belay.byok.GatewayUrlPolicy;
import dev.belay.byok.KeyHealthChecker;
import dev.belay.byok.KeyHealthStore;
import dev.belay.byok.ProviderRegistry;
import dev.belay.byok.ProviderResolver;
import dev.belay.byok.ResolutionPolicy;
import dev.belay.byok.ServerCredentials;
import dev.belay.byok.envelope.KeyRing;
import dev.belay.sql.RpcClient;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The library over one database, put together as an application would. */
final class Session implements AutoCloseable {

  private static final Duration CHECK_DEADLINE = Duration.ofSeconds(20);

  private final Database database;
  private final Optional<KeyRing> keyRing;
  private final Surroundings outside;
  private final GatewayUrlPolicy gatewayUrls;
  private final RpcClient rpc;
  private final ApiKeyVault vault;

  Session(Database database, Optional<KeyRing> keyRing, Surroundings outside) {
    this.database = database;
    this.keyRing = keyRing;
    this.outside = outside;
    this.gatewayUrls = GatewayUrlPolicy.from(outside.environment());
    this.rpc = database.rpc();
    this.vault =
        keyRing
            .map(ring -> ApiKeyVaults.over(rpc, ring))
            .orElseGet(() -> ApiKeyVaults.overSupabaseVault(rpc));
  }

  RpcClient rpc() {
    return rpc;
  }

  ApiKeyVault vault() {
    return vault;
  }

  GatewayConfigs gateways() {
    return keyRing
        .map(ring -> GatewayConfigs.over(rpc, ring, gatewayUrls))
        .orElseGet(() -> GatewayConfigs.overSupabaseVault(rpc, gatewayUrls));
  }

  /** Takes the team's keys from the environment, where there are any. */
  ProviderResolver resolver(ProviderRegistry registry) {
    return ProviderResolver.builder(vault)
        .registry(registry)
        .policy(ResolutionPolicy.builder().gatewayUrls(gatewayUrls).build())
        .serverCredentials(ServerCredentials.from(outside.environment(), registry))
        .build();
  }

  KeyHealthStore keyHealth() {
    return KeyHealthStore.over(rpc);
  }

  /** Asks the providers themselves. */
  KeyHealthChecker healthChecker(ProviderRegistry registry) {
    return KeyHealthChecker.builder(vault, keyHealth())
        .registry(registry)
        .gatewayUrls(gatewayUrls)
        .transport(outside.http().get())
        .guardedTransport(outside.guardedHttp().get())
        .timeout(CHECK_DEADLINE)
        .build();
  }

  boolean admit(UUID userId) {
    return database.admit(userId);
  }

  @Override
  public void close() {
    vault.close();
    database.close();
  }
}
