package dev.belay.webhook.send;

import dev.belay.webhook.internal.Destination;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as the database knows it. Immutable; its {@link #toString()} leaves the URL out,
 * which can hold a token.
 */
public final class OutboxEndpoint {

  /** Whether its deliveries are sent. */
  public enum State {
    /** They are. */
    ACTIVE,
    /** Somebody has paused it; what happens meanwhile waits. */
    PAUSED,
    /** It answered 410: it wants no more. What happens meanwhile waits until it is resumed. */
    DISABLED;

    /**
     * The word by which the database knows it.
     *
     * @return the name in lower case
     */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Who sends. */
  public enum Mode {
    /** A {@link WebhookDispatcher}. */
    OUTBOX,
    /**
     * The database itself, by the extension {@code pg_net}; a dispatcher sends what that did not
     * take.
     */
    PG_NET
  }

  private final String name;
  private final @Nullable String url;
  private final Mode mode;
  private final boolean ordered;
  private final State state;
  private final @Nullable String stateReason;
  private final @Nullable String fingerprint;
  private final @Nullable Instant fingerprintAt;

  /**
   * What is known of an endpoint.
   *
   * @param name its name
   * @param url its URL as the database has it, or null
   * @param mode who sends
   * @param ordered whether the order of a key is kept
   * @param state whether its deliveries are sent
   * @param stateReason why, or null
   * @param fingerprint of what a dispatcher signs with, or null
   * @param fingerprintAt when that was said, or null
   */
  public OutboxEndpoint(
      String name,
      @Nullable String url,
      Mode mode,
      boolean ordered,
      State state,
      @Nullable String stateReason,
      @Nullable String fingerprint,
      @Nullable Instant fingerprintAt) {
    this.name = Objects.requireNonNull(name, "name");
    this.url = url;
    this.mode = mode;
    this.ordered = ordered;
    this.state = state;
    this.stateReason = stateReason;
    this.fingerprint = fingerprint;
    this.fingerprintAt = fingerprintAt;
  }

  /**
   * The name.
   *
   * @return the name, such as {@code trips}
   */
  public String name() {
    return name;
  }

  /**
   * Where to, as the database has it: the endpoint's own, or that of the setting {@code
   * app.vercel_webhook_<name>}. Do not print it: it can hold a token.
   *
   * @return the URL as a text, or empty where the service has to know it
   */
  public Optional<String> url() {
    return Optional.ofNullable(url);
  }

  /**
   * The scheme, host and port of the URL, which may be printed.
   *
   * @return such as {@code https://app.example.org}, or empty where there is no URL that can be
   *     read
   */
  public Optional<String> origin() {
    return url().flatMap(Destination::parse).map(Destination::origin);
  }

  /**
   * Who sends.
   *
   * @return the mode
   */
  public Mode mode() {
    return mode;
  }

  /**
   * Whether events of the same key are sent one after the other.
   *
   * @return true where order is kept
   */
  public boolean ordered() {
    return ordered;
  }

  /**
   * Whether its deliveries are sent.
   *
   * @return the state
   */
  public State state() {
    return state;
  }

  /**
   * Why it is paused or disabled, in the words of whoever did it.
   *
   * @return the reason, or empty
   */
  public Optional<String> stateReason() {
    return Optional.ofNullable(stateReason);
  }

  /**
   * The fingerprint of the secret with which a dispatcher signed last, see {@link
   * SecretFingerprint}.
   *
   * @return 16 hexadecimal digits, or empty where none has signed
   */
  public Optional<String> signingFingerprint() {
    return Optional.ofNullable(fingerprint);
  }

  /**
   * Since when that secret is used.
   *
   * @return when a dispatcher first said so, or empty
   */
  public Optional<Instant> signingFingerprintAt() {
    return Optional.ofNullable(fingerprintAt);
  }

  @Override
  public String toString() {
    return "OutboxEndpoint[" + name + ", " + state.word() + "]";
  }
}
