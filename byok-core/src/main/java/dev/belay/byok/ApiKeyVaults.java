package dev.belay.byok;

import dev.belay.byok.envelope.KeyRing;
import dev.belay.sql.RpcClient;
import dev.belay.support.InvalidArgumentException;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes {@link ApiKeyVault}s. */
public final class ApiKeyVaults {

  private ApiKeyVaults() {}

  /**
   * A vault whose keys are sealed with a key ring before they reach the database.
   *
   * @param rpc how to call the database
   * @param keyRing the keys that seal and open
   * @return the vault, with its reads recorded in the background
   */
  public static ApiKeyVault over(RpcClient rpc, KeyRing keyRing) {
    return builder(rpc).keyRing(keyRing).build();
  }

  /**
   * A vault whose keys go to Supabase Vault as they are, and are encrypted there. A database
   * without Supabase Vault refuses them.
   *
   * @param rpc how to call the database
   * @return the vault, with its reads recorded in the background
   */
  public static ApiKeyVault overSupabaseVault(RpcClient rpc) {
    return builder(rpc).build();
  }

  /**
   * Begins a vault with other settings.
   *
   * @param rpc how to call the database
   * @return a builder for a vault without a key ring, whose reads are recorded in the background
   */
  public static Builder builder(RpcClient rpc) {
    return new Builder(rpc);
  }

  /** Collects what a vault needs. Not safe for use by many threads. */
  public static final class Builder {

    private final RpcClient rpc;
    private @Nullable KeyRing keyRing;
    private boolean plainKeysOpen;
    private ReadAudit readAudit = ReadAudit.BACKGROUND;
    private Clock clock = Clock.systemUTC();
    private OpenTelemetry telemetry = GlobalOpenTelemetry.getOrNoop();

    private Builder(RpcClient rpc) {
      this.rpc = Objects.requireNonNull(rpc, "rpc");
    }

    /**
     * Seals keys before they reach the database. What is stored without an envelope is refused
     * then, so that nobody with access to the database can slip in a key of their own.
     *
     * @param keyRing the keys that seal and open
     * @return this builder
     */
    public Builder keyRing(KeyRing keyRing) {
      this.keyRing = Objects.requireNonNull(keyRing, "keyRing");
      return this;
    }

    /**
     * Lets keys open that were stored in Supabase Vault before there was a key ring. Meant for the
     * time until {@link KeyRotation} has sealed them.
     *
     * @return this builder
     */
    public Builder openPlainKeys() {
      this.plainKeysOpen = true;
      return this;
    }

    /**
     * Sets how reads are recorded.
     *
     * @param readAudit in the background or synchronously
     * @return this builder
     */
    public Builder readAudit(ReadAudit readAudit) {
      this.readAudit = Objects.requireNonNull(readAudit, "readAudit");
      return this;
    }

    /**
     * Sets what tells the time of a read.
     *
     * @param clock the clock; the database takes no time of its own future
     * @return this builder
     */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * Sets where the vault shows what it does: how long its operations take, which the database's
     * access rules refuse, and what becomes of the audit of its reads.
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
     * Makes the vault.
     *
     * @return the vault
     * @throws InvalidArgumentException if plain keys are to open beside a key ring that is not
     *     there
     */
    public ApiKeyVault build() {
      RpcClient metered = new MeteredRpcClient(rpc, telemetry);
      ReadRecorder recorder = ReadRecorder.of(readAudit, metered, new ReadTally(telemetry));
      return new RpcApiKeyVault(metered, sealing(), recorder, clock);
    }

    private KeySealing sealing() {
      if (keyRing == null) {
        if (plainKeysOpen) {
          throw new InvalidArgumentException("Plain keys open anyway where there is no key ring");
        }
        return KeySealing.byTheDatabase();
      }
      return plainKeysOpen
          ? KeySealing.inEnvelopesOrPlain(keyRing)
          : KeySealing.inEnvelopes(keyRing);
    }
  }
}
