package dev.belay.byok;

import dev.belay.byok.RotationTally.Outcome;
import dev.belay.byok.envelope.EnvelopeCipher;
import dev.belay.byok.envelope.EnvelopeContext;
import dev.belay.byok.envelope.EnvelopeException;
import dev.belay.byok.envelope.EnvelopeException.Reason;
import dev.belay.byok.envelope.KeyRing;
import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings every stored envelope under the active key of a {@link KeyRing}.
 *
 * <p>It can be stopped at any time, by an interrupt, after a batch or by pulling the plug, and goes
 * on where it is run again: a row is either under its old key or under the new one, and both are in
 * the ring. A row is replaced only if it still holds what was read, so that whoever writes
 * meanwhile wins; and a new envelope is opened once before it replaces another. A row that cannot
 * be read, or that no call reaches, is kept and reported. Run it until a report says {@code
 * complete} with nothing rotated, changed or unreadable; then the old key can leave the ring.
 *
 * <p>Calls {@code list_api_key_envelopes} and {@code replace_api_key_envelope} as {@code
 * service_role}: one round trip for a batch and one for each row that is replaced. Every method
 * throws what {@link RpcClient} throws; what was replaced until then stays so. Immutable and safe
 * for use by many threads, and by several processes at once. It logs counts only.
 */
public final class KeyRotation {

  private static final Logger LOG = LoggerFactory.getLogger(KeyRotation.class);
  private static final Pattern STORABLE =
      Pattern.compile("[!-~]{1," + EnvelopeCipher.MAX_SECRET_BYTES + "}");
  private static final int DEFAULT_BATCH_SIZE = 100;
  private static final int MAX_BATCH_SIZE = 1000;

  private final RpcClient unmetered;
  private final RpcClient rpc;
  private final KeyRing ring;
  private final EnvelopeCipher cipher;
  private final int batchSize;
  private final boolean sealPlaintext;

  private KeyRotation(
      RpcClient unmetered, RpcClient rpc, KeyRing ring, int batchSize, boolean sealPlaintext) {
    this.unmetered = unmetered;
    this.rpc = rpc;
    this.ring = Objects.requireNonNull(ring, "ring");
    this.cipher = EnvelopeCipher.of(ring);
    this.batchSize = batchSize;
    this.sealPlaintext = sealPlaintext;
  }

  /**
   * A rotation in batches of 100 rows that leaves plaintext alone. It is shown in the global
   * telemetry, if there is one by now.
   *
   * @param rpc the database
   * @param ring the new key as the active one, and every old key
   * @return the rotation
   */
  public static KeyRotation over(RpcClient rpc, KeyRing ring) {
    Objects.requireNonNull(rpc, "rpc");
    RpcClient metered = new MeteredRpcClient(rpc, GlobalOpenTelemetry.getOrNoop());
    return new KeyRotation(rpc, metered, ring, DEFAULT_BATCH_SIZE, false);
  }

  /**
   * The same rotation with batches of another size.
   *
   * @param rows how many rows are read at once, 1 to 1000
   * @return a new rotation
   * @throws InvalidArgumentException if the size is out of bounds
   */
  public KeyRotation withBatchSize(int rows) {
    if (rows < 1 || rows > MAX_BATCH_SIZE) {
      throw new InvalidArgumentException("A batch has 1 to " + MAX_BATCH_SIZE + " rows");
    }
    return new KeyRotation(unmetered, rpc, ring, rows, sealPlaintext);
  }

  /**
   * The same rotation, which also seals keys that lie in Supabase Vault without an envelope. Every
   * process must have the ring by then, since a process without it cannot use a sealed key.
   *
   * @return a new rotation
   */
  public KeyRotation sealingPlaintext() {
    return new KeyRotation(unmetered, rpc, ring, batchSize, true);
  }

  /**
   * The same rotation, whose calls are shown as {@link ApiKeyVaults.Builder#telemetry} shows those
   * of a vault.
   *
   * @param telemetry where to
   * @return a new rotation
   */
  public KeyRotation withTelemetry(OpenTelemetry telemetry) {
    RpcClient metered =
        new MeteredRpcClient(unmetered, Objects.requireNonNull(telemetry, "telemetry"));
    return new KeyRotation(unmetered, metered, ring, batchSize, sealPlaintext);
  }

  /**
   * Goes through all rows. Stops early where the thread is interrupted, whose flag stays set.
   *
   * @return what was done; not {@code complete} where it was stopped
   */
  public RotationReport run() {
    RotationTally tally = new RotationTally(0);
    while (!tally.isComplete() && !Thread.currentThread().isInterrupted()) {
      examineBatch(tally);
    }
    RotationReport report = tally.report();
    LOG.info("Key rotation to {}: {}", ring.activeKeyId(), report);
    return report;
  }

  /**
   * Goes through one batch. Stops early where the thread is interrupted.
   *
   * @param cursor 0 to begin, then the {@link RotationReport#cursor()} of the batch before
   * @return what was done; {@code complete} where no row was left
   */
  public RotationReport runBatch(long cursor) {
    RotationTally tally = new RotationTally(cursor);
    examineBatch(tally);
    return tally.report();
  }

  private void examineBatch(RotationTally tally) {
    List<StoredKey> rows =
        rpc.rows(
            RpcCall.of("list_api_key_envelopes")
                .with("p_after_id", tally.cursor())
                .with("p_limit", batchSize)
                .idempotent(),
            StoredKey::of);
    // A short batch is not the last one: a server may cap what it returns.
    if (rows.isEmpty()) {
      tally.complete();
    }
    for (StoredKey row : rows) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      examine(row, tally);
    }
  }

  private void examine(StoredKey row, RotationTally tally) {
    EnvelopeContext context;
    Secret stored;
    Secret key;
    try {
      context = row.context();
      stored = row.stored();
      key = isEnvelope(stored) ? cipher.open(stored.reveal(), context) : stored;
    } catch (EnvelopeException unreadable) {
      tally.countUnreadable(row, unreadable.reason());
      return;
    }
    Outcome outcome = bringUp(row, context, stored, key);
    if (outcome == Outcome.REFUSED) {
      tally.countUnreadable(row, Reason.UNADDRESSABLE);
    } else {
      tally.count(row, outcome);
    }
  }

  private Outcome bringUp(StoredKey row, EnvelopeContext context, Secret stored, Secret key) {
    boolean envelope = isEnvelope(stored);
    if (envelope && EnvelopeCipher.keyId(stored.reveal()).equals(ring.activeKeyId())) {
      return Outcome.ALREADY_CURRENT;
    }
    if (!envelope && !(sealPlaintext && isStorable(key))) {
      return Outcome.PLAINTEXT;
    }
    String replacement = sealed(key, context);
    try {
      if (!replace(row, stored, replacement)) {
        return Outcome.CHANGED_MEANWHILE;
      }
    } catch (InvalidArgumentException unknownService) {
      // All else that the call carries is in order; one such row must not end the run.
      return Outcome.REFUSED;
    }
    return envelope ? Outcome.ROTATED : Outcome.SEALED;
  }

  private String sealed(Secret key, EnvelopeContext context) {
    String replacement = cipher.seal(key, context);
    if (!cipher.open(replacement, context).equals(key)) {
      throw new ConfigurationException(
          "A new envelope gave another key back: nothing was replaced, check this machine");
    }
    return replacement;
  }

  private boolean replace(StoredKey row, Secret expected, String replacement) {
    return rpc.scalar(
            RpcCall.of("replace_api_key_envelope")
                .with("p_user_id", row.userId())
                .with("p_service", row.service())
                .with("p_expected", expected)
                .with("p_replacement", replacement),
            Boolean.class)
        .orElse(false);
  }

  /** The database compares with the old text only where that has the form of a key. */
  private static boolean isStorable(Secret key) {
    return STORABLE.matcher(key.reveal()).matches();
  }

  private static boolean isEnvelope(Secret stored) {
    return EnvelopeCipher.isEnvelope(stored.reveal());
  }
}
