package dev.belay.byok;

import dev.belay.byok.envelope.KeyRing;
import dev.belay.sql.RpcClient;
import dev.belay.support.Secret;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A user's own AI gateway (its key and base URL), and the user's consent to the team's gateway.
 *
 * <p>Safe for use by many threads. The database login must be a member of {@code service_role}. The
 * exceptions are those of {@link ApiKeyVault}; besides, each URL is checked by a {@link
 * GatewayUrlPolicy} before it is stored.
 */
public interface GatewayConfigs {

  /**
   * Configs whose keys are sealed with a key ring before they reach the database.
   *
   * @param rpc how to call the database
   * @param keyRing the keys that seal
   * @param gatewayUrls which base URLs are allowed
   * @return the configs
   */
  static GatewayConfigs over(RpcClient rpc, KeyRing keyRing, GatewayUrlPolicy gatewayUrls) {
    return builder(rpc).keyRing(keyRing).gatewayUrls(gatewayUrls).build();
  }

  /**
   * Configs whose keys go to Supabase Vault as they are. A database without Supabase Vault refuses
   * them.
   *
   * @param rpc how to call the database
   * @param gatewayUrls which base URLs are allowed
   * @return the configs
   */
  static GatewayConfigs overSupabaseVault(RpcClient rpc, GatewayUrlPolicy gatewayUrls) {
    return builder(rpc).gatewayUrls(gatewayUrls).build();
  }

  /**
   * Begins configs with other settings.
   *
   * @param rpc how to call the database
   * @return a builder for configs without a key ring, with {@link GatewayUrlPolicy#standard()}
   */
  static Builder builder(RpcClient rpc) {
    return new Builder(rpc);
  }

  /**
   * Stores the key of the default gateway, in place of an earlier key and base URL, in one
   * transaction. Calls {@code insert_user_gateway_key}.
   *
   * @param userId the user, not nil
   * @param apiKey 1 to 2048 visible ASCII characters, without white space
   * @return the id of the secret in the database's vault
   */
  UUID put(UUID userId, Secret apiKey);

  /**
   * Stores a gateway's key and base URL, in place of earlier ones, in one transaction. Calls {@code
   * insert_user_gateway_key}.
   *
   * @param userId the user, not nil
   * @param apiKey 1 to 2048 visible ASCII characters, without white space
   * @param baseUrl the gateway's base URL; it is stored in the form that {@link
   *     GatewayUrlPolicy#check} gives it
   * @return the id of the secret in the database's vault
   * @throws GatewayUrlRejectedException if the URL is not allowed; nothing is stored then
   */
  UUID put(UUID userId, Secret apiKey, String baseUrl);

  /**
   * Changes the base URL and keeps the key, which will then go to the new host. Calls {@code
   * upsert_user_gateway_config}.
   *
   * @param userId the user, not nil
   * @param baseUrl the gateway's base URL
   * @throws GatewayUrlRejectedException if the URL is not allowed
   */
  void setBaseUrl(UUID userId, String baseUrl);

  /**
   * Reads the stored base URL and checks it again. Calls {@code get_user_gateway_base_url}.
   *
   * @param userId the user, not nil
   * @return the URL, or empty where the default gateway is used
   * @throws GatewayUrlRejectedException if what is stored is not allowed, or no longer
   */
  Optional<URI> findBaseUrl(UUID userId);

  /**
   * Removes the gateway's key and its base URL in one transaction. Calls {@code
   * delete_user_api_key}. Does nothing where there is none.
   *
   * @param userId the user, not nil
   */
  void delete(UUID userId);

  /**
   * Whether the user has agreed to the team's gateway. Calls {@code
   * get_user_allow_gateway_fallback}.
   *
   * @param userId the user, not nil
   * @return false unless the user has said yes
   */
  boolean fallbackAllowed(UUID userId);

  /**
   * Stores whether the user agrees to the team's gateway. Calls {@code
   * set_user_allow_gateway_fallback}.
   *
   * @param userId the user, not nil
   * @param allowed true for yes
   */
  void setFallbackAllowed(UUID userId, boolean allowed);

  /** Collects what the configs need. Not safe for use by many threads. */
  final class Builder {

    private final RpcClient rpc;
    private KeySealing sealing = KeySealing.byTheDatabase();
    private GatewayUrlPolicy gatewayUrls = GatewayUrlPolicy.standard();
    private OpenTelemetry telemetry = GlobalOpenTelemetry.getOrNoop();

    private Builder(RpcClient rpc) {
      this.rpc = Objects.requireNonNull(rpc, "rpc");
    }

    /**
     * Seals keys before they reach the database.
     *
     * @param keyRing the keys that seal
     * @return this builder
     */
    public Builder keyRing(KeyRing keyRing) {
      this.sealing = KeySealing.inEnvelopes(keyRing);
      return this;
    }

    /**
     * Sets which base URLs are allowed.
     *
     * @param gatewayUrls the policy
     * @return this builder
     */
    public Builder gatewayUrls(GatewayUrlPolicy gatewayUrls) {
      this.gatewayUrls = Objects.requireNonNull(gatewayUrls, "gatewayUrls");
      return this;
    }

    /**
     * Sets where the operations are shown, as {@link ApiKeyVaults.Builder#telemetry} does.
     *
     * @param telemetry where to; by default the global one, if there is one when this builder is
     *     made
     * @return this builder
     */
    public Builder telemetry(OpenTelemetry telemetry) {
      this.telemetry = Objects.requireNonNull(telemetry, "telemetry");
      return this;
    }

    /**
     * Makes the configs.
     *
     * @return the configs
     */
    public GatewayConfigs build() {
      return new RpcGatewayConfigs(new MeteredRpcClient(rpc, telemetry), sealing, gatewayUrls);
    }
  }
}
