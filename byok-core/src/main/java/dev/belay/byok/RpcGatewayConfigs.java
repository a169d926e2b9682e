package dev.belay.byok;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Secret;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The gateway settings over the SQL functions, whatever carries the calls. */
final class RpcGatewayConfigs implements GatewayConfigs {

  private final RpcClient rpc;
  private final KeySealing sealing;
  private final GatewayUrlPolicy gatewayUrls;

  RpcGatewayConfigs(RpcClient rpc, KeySealing sealing, GatewayUrlPolicy gatewayUrls) {
    this.rpc = Objects.requireNonNull(rpc, "rpc");
    this.sealing = sealing;
    this.gatewayUrls = Objects.requireNonNull(gatewayUrls, "gatewayUrls");
  }

  @Override
  public UUID put(UUID userId, Secret apiKey) {
    return insert(keyCall(userId, apiKey));
  }

  @Override
  public UUID put(UUID userId, Secret apiKey, String baseUrl) {
    String checked = gatewayUrls.check(baseUrl).toString();
    return insert(keyCall(userId, apiKey).with("p_base_url", checked));
  }

  @Override
  public void setBaseUrl(UUID userId, String baseUrl) {
    String checked = gatewayUrls.check(baseUrl).toString();
    rpc.run(of("upsert_user_gateway_config", userId).with("p_base_url", checked));
  }

  @Override
  public Optional<URI> findBaseUrl(UUID userId) {
    return rpc.scalar(of("get_user_gateway_base_url", userId), String.class)
        .map(gatewayUrls::check);
  }

  @Override
  public void delete(UUID userId) {
    rpc.run(of("delete_user_api_key", userId).with("p_service", ProviderId.GATEWAY.value()));
  }

  @Override
  public boolean fallbackAllowed(UUID userId) {
    return rpc.scalar(of("get_user_allow_gateway_fallback", userId), Boolean.class).orElse(false);
  }

  @Override
  public void setFallbackAllowed(UUID userId, boolean allowed) {
    rpc.run(of("set_user_allow_gateway_fallback", userId).with("p_allow", allowed));
  }

  private RpcCall keyCall(UUID userId, Secret apiKey) {
    RpcCall call = of("insert_user_gateway_key", userId);
    Secret sealed = sealing.seal(userId, ProviderId.GATEWAY, ApiKeys.checked(apiKey));
    return call.with("p_api_key", sealed);
  }

  private UUID insert(RpcCall call) {
    return rpc.scalar(call, UUID.class)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "The database answered with null: install the schema of this version"));
  }

  /** Each of the functions leaves the same behind if it runs twice. */
  private static RpcCall of(String function, UUID userId) {
    return RpcCall.of(function).with("p_user_id", UserIds.checked(userId)).idempotent();
  }
}
