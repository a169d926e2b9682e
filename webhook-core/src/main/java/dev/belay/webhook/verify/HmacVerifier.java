package dev.belay.webhook.verify;

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
import org.jspecify.annotations.Nullable;

/**
 * Verifies the runbook's {@code X-Signature-HMAC}: HMAC-SHA256 over the raw body, as hexadecimal
 * digits in either case, under any of the secrets that are valid now.
 *
 * <p>All of them are tried, in a time that does not depend on which one fits or on where a
 * signature differs. Without a secret everything is refused. Immutable and safe for use by many
 * threads.
 *
 * <p>A signature over the body alone does <em>not</em> protect against replay: whoever saw a
 * request can send it again. Use {@link StandardWebhooksVerifier} where the sender can, or {@link
 * Builder#timestamp}; an idempotency store finds a replay as long as it remembers the event.
 */
public final class HmacVerifier implements WebhookVerifier {

  /** Room for a prefix of a signature's own, such as {@code sha256=}. */
  private static final int LONGEST_SIGNATURE = 256;

  private static final byte[] NOTHING = new byte[0];
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");

  private final HmacKeys keys;
  private final String header;
  private final String prefix;
  private final @Nullable String timestampHeader;
  private final @Nullable Freshness freshness;

  private HmacVerifier(Builder builder) {
    this.keys =
        new HmacKeys(
            builder.secrets,
            secret -> secret.secret().reveal().getBytes(StandardCharsets.UTF_8),
            builder.clock);
    this.header = builder.header;
    this.prefix = builder.prefix;
    this.timestampHeader = builder.timestampHeader;
    this.freshness =
        builder.tolerance == null ? null : new Freshness(builder.tolerance, builder.clock);
  }

  /**
   * A verifier with one secret.
   *
   * @param secret the same as the sender's
   * @return the verifier
   */
  public static HmacVerifier of(Secret secret) {
    return builder().secret(secret).build();
  }

  /**
   * A verifier with the secrets of {@code HMAC_SECRET} and {@code HMAC_SECRET_PREVIOUS}, see {@link
   * SigningSecret#fromEnvironment}. Where neither is set it refuses everything with {@link
   * Reason#MISSING_SECRET_ENV}.
   *
   * @param environment the variables, read once
   * @return the verifier
   */
  public static HmacVerifier fromEnvironment(Environment environment) {
    Builder builder = builder();
    SigningSecret.fromEnvironment(environment, "HMAC_SECRET").forEach(builder::secret);
    return builder.build();
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
    byte[] given = signature(headers);
    if (timestampHeader == null || freshness == null) {
      requireMatch(active, given, NOTHING, body);
      return Verification.ofTheBody();
    }
    String seconds =
        SignatureHeader.read(
            headers,
            timestampHeader,
            32,
            Reason.INVALID_SIGNED_HEADER,
            Reason.INVALID_SIGNED_HEADER);
    Instant signedAt = Freshness.parse(seconds);
    requireMatch(active, given, (seconds + ".").getBytes(StandardCharsets.US_ASCII), body);
    freshness.check(signedAt);
    return Verification.at(signedAt);
  }

  private byte[] signature(WebhookHeaders headers) {
    String text =
        SignatureHeader.read(
            headers, header, LONGEST_SIGNATURE, Reason.MISSING_SIGNATURE, Reason.INVALID_SIGNATURE);
    byte[] bytes = new byte[KeyedMac.BYTES];
    if (!text.startsWith(prefix) || !Hex.read(text, prefix.length(), bytes)) {
      throw new WebhookVerificationException(Reason.INVALID_SIGNATURE);
    }
    return bytes;
  }

  /** Never stops at a match, so that the time does not tell which secret fits. */
  private static void requireMatch(
      List<KeyedMac> active, byte[] given, byte[] before, byte[] body) {
    boolean matches = false;
    for (KeyedMac key : active) {
      MessageDigest mac = key.begin();
      mac.update(before);
      mac.update(body);
      matches |= MessageDigest.isEqual(key.finish(mac), given);
    }
    if (!matches) {
      throw new WebhookVerificationException(Reason.INVALID_SIGNATURE);
    }
  }

  /** Shows nothing of the secrets. */
  @Override
  public String toString() {
    return "HmacVerifier[" + header + "]";
  }

  /** Settings of a verifier. Not safe for use by many threads. */
  public static final class Builder {

    private final List<SigningSecret> secrets = new ArrayList<>();
    private String header = HmacSigner.HEADER;
    private String prefix = "";
    private @Nullable String timestampHeader;
    private @Nullable Duration tolerance;
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /**
     * Adds a secret that is always valid.
     *
     * @param secret the same as the sender's; its text in UTF-8 is the key
     * @return this builder
     */
    public Builder secret(Secret secret) {
      return secret(SigningSecret.of(secret));
    }

    /**
     * Adds a secret.
     *
     * @param secret the same as the sender's, and when it is valid
     * @return this builder
     */
    public Builder secret(SigningSecret secret) {
      secrets.add(Objects.requireNonNull(secret, "secret"));
      return this;
    }

    /**
     * Where the signature is, if not in {@code X-Signature-HMAC}. GitHub's, for instance, is {@code
     * header("X-Hub-Signature-256", "sha256=")}.
     *
     * @param name the header's name
     * @param before what stands before the digits, may be empty; at most 64 characters
     * @return this builder
     * @throws InvalidArgumentException if the name is none, or the prefix is too long
     */
    public Builder header(String name, String before) {
      this.header = requireName(name);
      if (before.length() > 64) {
        throw new InvalidArgumentException("A prefix of a signature has at most 64 characters");
      }
      this.prefix = before;
      return this;
    }

    /**
     * Demands a signed time: the header holds whole seconds since 1970, and the signature is one
     * over {@code <seconds>.<body>}, see {@link HmacSigner#sign(Instant, byte[])}.
     *
     * @param name the header with the time
     * @param tolerance how far the time may be from now, in both directions; positive
     * @return this builder
     * @throws InvalidArgumentException if the name is none, or the tolerance is not positive
     */
    public Builder timestamp(String name, Duration tolerance) {
      this.timestampHeader = requireName(name);
      this.tolerance = new Freshness(tolerance, clock).tolerance();
      return this;
    }

    /**
     * Says which secrets are valid and how old a signature is.
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
     */
    public HmacVerifier build() {
      return new HmacVerifier(this);
    }

    private static String requireName(String name) {
      if (!TOKEN.matcher(name).matches()) {
        throw new InvalidArgumentException("A header's name is empty, too long or not allowed");
      }
      return name;
    }
  }
}
