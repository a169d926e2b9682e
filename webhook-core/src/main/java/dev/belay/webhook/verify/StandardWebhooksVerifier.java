package dev.belay.webhook.verify;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.webhook.WebhookHeaders;
import dev.belay.webhook.WebhookVerificationException;
import dev.belay.webhook.WebhookVerificationException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Verifies <a href="https://www.standardwebhooks.com">Standard Webhooks</a> 1.0: any of the
 * signatures, under any of the secrets that are valid now, over id, time and body.
 *
 * <p>The time must be near to now, so that a request can be replayed for as long as the tolerance
 * lasts only; an idempotency store that remembers the id for longer closes that gap. The signature
 * is looked at first, so that {@link Reason#EXPIRED} means a genuine message. Signatures with a key
 * pair ({@code v1a}) are passed over. Without a secret everything is refused. Immutable and safe
 * for use by many threads.
 */
public final class StandardWebhooksVerifier implements WebhookVerifier {

  /** That of the reference libraries. */
  private static final Duration DEFAULT_TOLERANCE = Duration.ofMinutes(5);

  private static final int LONGEST_ID = 256;
  private static final int LONGEST_TIME = 32;
  private static final int LONGEST_SIGNATURES = 2048;
  private static final int MOST_SIGNATURES = 16;
  private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  private final HmacKeys keys;
  private final String idHeader;
  private final String timeHeader;
  private final String signatureHeader;
  private final Freshness freshness;

  private StandardWebhooksVerifier(Builder builder) {
    this.keys = new HmacKeys(builder.secrets, StandardSecret::bytes, builder.clock);
    this.idHeader = builder.prefix + "-id";
    this.timeHeader = builder.prefix + "-timestamp";
    this.signatureHeader = builder.prefix + "-signature";
    this.freshness = new Freshness(builder.tolerance, builder.clock);
  }

  /**
   * A verifier with one secret and a tolerance of five minutes.
   *
   * @param secret {@code whsec_} and 24 to 64 bytes in base64
   * @return the verifier
   * @throws InvalidArgumentException if the secret is none
   */
  public static StandardWebhooksVerifier of(Secret secret) {
    return builder().secret(secret).build();
  }

  /**
   * A verifier with the secrets of {@code WEBHOOK_SECRET} and {@code WEBHOOK_SECRET_PREVIOUS}, see
   * {@link SigningSecret#fromEnvironment}. Where neither is set it refuses everything with {@link
   * Reason#MISSING_SECRET_ENV}.
   *
   * @param environment the variables, read once
   * @return the verifier
   * @throws ConfigurationException if a value is malformed; the message names the variable
   */
  public static StandardWebhooksVerifier fromEnvironment(Environment environment) {
    Builder builder = builder();
    SigningSecret.fromEnvironment(environment, "WEBHOOK_SECRET").forEach(builder::secret);
    try {
      return builder.build();
    } catch (InvalidArgumentException malformed) {
      throw new ConfigurationException(
          "WEBHOOK_SECRET or WEBHOOK_SECRET_PREVIOUS: " + malformed.getMessage());
    }
  }

  /**
   * Begins a verifier.
   *
   * @return a builder without a secret
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Verification verify(WebhookHeaders headers, byte[] body) {
    Objects.requireNonNull(body, "body");
    List<KeyedMac> active = keys.active();
    if (active.isEmpty()) {
      throw new WebhookVerificationException(Reason.MISSING_SECRET_ENV);
    }
    String signatures =
        SignatureHeader.read(
            headers,
            signatureHeader,
            LONGEST_SIGNATURES,
            Reason.MISSING_SIGNATURE,
            Reason.INVALID_SIGNATURE);
    String id = signed(headers, idHeader, LONGEST_ID);
    if (!StandardMessage.isId(id)) {
      throw new WebhookVerificationException(Reason.INVALID_SIGNED_HEADER);
    }
    String seconds = signed(headers, timeHeader, LONGEST_TIME);
    Instant signedAt = Freshness.parse(seconds);
    requireMatch(active, signatures, new StandardMessage(id, seconds, body));
    freshness.check(signedAt);
    return Verification.of(id, signedAt);
  }

  private static String signed(WebhookHeaders headers, String name, int longest) {
    return SignatureHeader.read(
        headers, name, longest, Reason.INVALID_SIGNED_HEADER, Reason.INVALID_SIGNED_HEADER);
  }

  /** Never stops at a match, so that the time does not tell which secret fits. */
  private static void requireMatch(
      List<KeyedMac> active, String signatures, StandardMessage message) {
    List<byte[]> given = given(signatures);
    boolean matches = false;
    for (KeyedMac key : active) {
      byte[] expected = message.signature(key);
      for (byte[] one : given) {
        matches |= MessageDigest.isEqual(expected, one);
      }
    }
    if (!matches) {
      throw new WebhookVerificationException(Reason.INVALID_SIGNATURE);
    }
  }

  /** Compared as base64, so that one signature has one spelling. */
  private static List<byte[]> given(String signatures) {
    List<byte[]> given = new ArrayList<>(2);
    int start = 0;
    while (start <= signatures.length() && given.size() < MOST_SIGNATURES) {
      int space = signatures.indexOf(' ', start);
      int end = space < 0 ? signatures.length() : space;
      if (signatures.startsWith(StandardMessage.VERSION, start)) {
        int first = start + StandardMessage.VERSION.length();
        given.add(
            signatures.substring(first, Math.max(first, end)).getBytes(StandardCharsets.UTF_8));
      }
      start = end + 1;
    }
    return given;
  }

  /** Shows nothing of the secrets. */
  @Override
  public String toString() {
    return "StandardWebhooksVerifier[" + signatureHeader + "]";
  }

  /** Settings of a verifier. Not safe for use by many threads. */
  public static final class Builder {

    private final List<SigningSecret> secrets = new ArrayList<>();
    private String prefix = "webhook";
    private Duration tolerance = DEFAULT_TOLERANCE;
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /**
     * Adds a secret that is always valid.
     *
     * @param secret {@code whsec_} and 24 to 64 bytes in base64; {@code v1,whsec_} too, as Supabase
     *     shows it
     * @return this builder
     */
    public Builder secret(Secret secret) {
      return secret(SigningSecret.of(secret));
    }

    /**
     * Adds a secret.
     *
     * @param secret the secret, see {@link #secret(Secret)}, and when it is valid
     * @return this builder
     */
    public Builder secret(SigningSecret secret) {
      secrets.add(Objects.requireNonNull(secret, "secret"));
      return this;
    }

    /**
     * How the names of the three headers begin, if not with {@code webhook}; Svix's begin with
     * {@code svix}.
     *
     * @param prefix lower-case letters, digits and hyphens, at most 32
     * @return this builder
     * @throws InvalidArgumentException if it is none
     */
    public Builder headerPrefix(String prefix) {
      if (!PREFIX.matcher(prefix).matches()) {
        throw new InvalidArgumentException(
            "A prefix of headers is 1 to 32 lower-case letters, digits and hyphens");
      }
      this.prefix = prefix;
      return this;
    }

    /**
     * How far the signed time may be from now, in both directions.
     *
     * @param tolerance a positive time, five minutes if none is given
     * @return this builder
     */
    public Builder tolerance(Duration tolerance) {
      this.tolerance = Objects.requireNonNull(tolerance, "tolerance");
      return this;
    }

    /**
     * Says which secrets are valid and how old a message is.
     *
     * @param clock the clock, {@link Clock#systemUTC} if none is given
     * @return this builder
     */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * Makes the verifier.
     *
     * @return the verifier; without a secret it refuses everything
     * @throws InvalidArgumentException if a secret is none, or the tolerance is not positive
     */
    public StandardWebhooksVerifier build() {
      return new StandardWebhooksVerifier(this);
    }
  }
}
