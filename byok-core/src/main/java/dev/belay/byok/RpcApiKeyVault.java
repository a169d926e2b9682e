package dev.belay.byok;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.RpcRow;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Secret;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The vault over the SQL functions, whatever carries the calls. */
final class RpcApiKeyVault implements ApiKeyVault {

  private final RpcClient rpc;
  private final KeySealing sealing;
  private final ReadRecorder recorder;
  private final Clock clock;

  RpcApiKeyVault(RpcClient rpc, KeySealing sealing, ReadRecorder recorder, Clock clock) {
    this.rpc = rpc;
    this.sealing = sealing;
    this.recorder = recorder;
    this.clock = clock;
  }

  @Override
  public UUID insert(UUID userId, ProviderId service, Secret apiKey) {
    UserIds.checked(userId);
    Secret sealed = sealing.seal(userId, service, ApiKeys.checked(apiKey));
    RpcCall call =
        service.equals(ProviderId.GATEWAY)
            ? of("insert_user_gateway_key", userId)
            : of("insert_user_api_key", userId, service);
    return returned(rpc.scalar(call.with("p_api_key", sealed), UUID.class));
  }

  @Override
  public Optional<Secret> find(UUID userId, ProviderId service) {
    return rpc.scalar(of("get_user_api_key", userId, service), String.class)
        .map(stored -> sealing.open(userId, service, stored));
  }

  @Override
  public UserCredentials findAll(UUID userId) {
    List<Row> rows = rpc.rows(of("resolve_user_credentials", userId), Row::of);
    if (rows.isEmpty()) {
      // The function always answers; no row at all must not read as "no key".
      throw otherSchema();
    }
    Map<ProviderId, Optional<String>> stored = new LinkedHashMap<>();
    @Nullable String baseUrl = null;
    boolean allowFallback = false;
    for (Row row : rows) {
      if (row.service == null) {
        baseUrl = row.baseUrl;
        allowFallback = row.allowFallback;
      } else {
        ProviderId.ofStored(row.service)
            .ifPresent(service -> stored.put(service, Optional.ofNullable(row.apiKey)));
      }
    }
    return new StoredCredentials(userId, stored, baseUrl, allowFallback, sealing, recorder, clock);
  }

  @Override
  public void delete(UUID userId, ProviderId service) {
    rpc.run(of("delete_user_api_key", userId, service));
  }

  @Override
  public void touch(UUID userId, ProviderId service) {
    rpc.run(of("touch_user_api_key", userId, service));
  }

  @Override
  public List<KeyMetadata> list(UUID userId) {
    return rpc.rows(of("list_user_api_keys", userId), RpcApiKeyVault::metadata).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public int deleteAll(UUID userId) {
    // Not idempotent: a second call would count nothing.
    return returned(
        rpc.scalar(
            RpcCall.of("delete_all_user_api_keys").with("p_user_id", UserIds.checked(userId)),
            Integer.class));
  }

  @Override
  public boolean health() {
    return returned(rpc.scalar(RpcCall.of("check_byok_vault_health").idempotent(), Boolean.class));
  }

  @Override
  public void registerService(ProviderId service) {
    rpc.run(
        RpcCall.of("register_api_key_service")
            .with("p_service", Objects.requireNonNull(service, "service").value())
            .idempotent());
  }

  @Override
  public ReadAuditCounts readAuditCounts() {
    return recorder.counts();
  }

  @Override
  public void close() {
    recorder.close();
  }

  /** All but one of the functions leave the same behind if they run twice. */
  private static RpcCall of(String function, UUID userId) {
    return RpcCall.of(function).with("p_user_id", UserIds.checked(userId)).idempotent();
  }

  private static RpcCall of(String function, UUID userId, ProviderId service) {
    return of(function, userId)
        .with("p_service", Objects.requireNonNull(service, "service").value());
  }

  private static <T> T returned(Optional<T> value) {
    return value.orElseThrow(RpcApiKeyVault::otherSchema);
  }

  private static ConfigurationException otherSchema() {
    return new ConfigurationException(
        "The database answered with null: install the schema of this version");
  }

  /** Empty for a row of a table that was taken over whose service cannot be asked for. */
  private static Optional<KeyMetadata> metadata(RpcRow row) {
    return ProviderId.ofStored(returned(row.text("service")))
        .map(
            service ->
                new KeyMetadata(
                    service,
                    row.text("key_id").orElse(null),
                    returned(row.instant("created_at")),
                    returned(row.instant("updated_at")),
                    row.instant("last_used").orElse(null)));
  }

  /** One row of {@code resolve_user_credentials}. */
  private record Row(
      @Nullable String service,
      @Nullable String apiKey,
      @Nullable String baseUrl,
      boolean allowFallback) {

    static Row of(RpcRow row) {
      return new Row(
          row.text("service").orElse(null),
          row.text("api_key").orElse(null),
          row.text("base_url").orElse(null),
          row.bool("allow_gateway_fallback").orElse(false));
    }

    @Override
    public String toString() {
      return "Row[" + service + "]";
    }
  }
}
