package dev.belay.webhook.verify;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.telemetry.OperationalAlert;
import dev.belay.support.telemetry.OperationalAlerts;
import dev.belay.support.telemetry.TelemetryNames.Alerts;
import dev.belay.webhook.WebhookHeaders;
import dev.belay.webhook.WebhookVerificationException;
import dev.belay.webhook.WebhookVerificationException.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Verifies that a request is a job of QStash, for this URL and with this body: the token in {@code
 * Upstash-Signature} (<a href="https://upstash.com/docs/qstash/features/security">QStash,
 * "Security"</a>).
 *
 * <p>The algorithm is HS256 whatever the token says. The current and the next key are both tried
 * first, in a time that does not tell which one fits, so that the reason of a refusal is exact: a
 * token that has expired is genuine. Then {@code iss}, {@code sub}, {@code exp}, {@code nbf} and
 * {@code body} must be there and fit. The URL is compared with the configured one, never with what
 * the request says of itself. Without a key everything is refused. Immutable and safe for use by
 * many threads.
 *
 * <p>The token covers the URL and the body only. Other headers, the message's id among them, can be
 * altered by whoever sees the request: let a job carry an id in its body. The token's own id is a
 * new one for each attempt, and so is no {@link Verification#messageId()}.
 */
public final class QStashVerifier implements WebhookVerifier {

  /** The header with the token. */
  public static final String HEADER = "Upstash-Signature";

  private static final String ISSUER = "Upstash";
  private static final int LONGEST_TOKEN = 8192;
  private static final Duration DEFAULT_TOLERANCE = Duration.ofSeconds(30);
  private static final Duration MOST_TOLERANCE = Duration.ofHours(1);

  private final QStashKeys keys;
  private final String destination;
  private final Duration tolerance;
  private final Clock clock;

  private QStashVerifier(QStashKeys keys, String destination, Duration tolerance, Clock clock) {
    this.keys = keys;
    this.destination = requireUrl(destination);
    this.tolerance = tolerance;
    this.clock = clock;
  }

  /**
   * A verifier with the keys of {@code QSTASH_CURRENT_SIGNING_KEY} and {@code
   * QSTASH_NEXT_SIGNING_KEY}, and those of a region where {@code US_EAST_1_} or {@code
   * EU_CENTRAL_1_} stands before these names. Where none is set it refuses everything with {@link
   * Reason#MISSING_SECRET_ENV}.
   *
   * @param environment the variables, read once
   * @param destination the public URL of this route, see {@link Builder#destination}
   * @return the verifier
   * @throws ConfigurationException if a key is one of the published development keys
   * @throws InvalidArgumentException if the URL is none
   */
  public static QStashVerifier fromEnvironment(Environment environment, String destination) {
    return builder().environment(environment).destination(destination).build();
  }

  /**
   * Begins a verifier.
   *
   * @return a builder without a key
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The same verifier for another route.
   *
   * @param url the public URL of that route, see {@link Builder#destination}
   * @return a verifier with the same keys
   * @throws InvalidArgumentException if the URL is none
   */
  public QStashVerifier forDestination(String url) {
    return new QStashVerifier(keys, url, tolerance, clock);
  }

  @Override
  public Verification verify(WebhookHeaders headers, byte[] body) {
    Objects.requireNonNull(body, "body");
    List<KeyedMac> active = keys.of(headers);
    if (active.isEmpty()) {
      throw new WebhookVerificationException(Reason.MISSING_SECRET_ENV);
    }
    CompactToken token =
        CompactToken.parse(
            SignatureHeader.read(
                headers, HEADER, LONGEST_TOKEN, Reason.MISSING_SIGNATURE, Reason.MALFORMED_TOKEN));
    token.requireSignature(active);
    QStashClaims claims = QStashClaims.read(token.payload());
    check(claims.issuer().equals(ISSUER), Reason.WRONG_ISSUER);
    check(claims.destination().equals(destination), Reason.WRONG_DESTINATION);
    checkTime(claims);
    check(BodyHash.matches(claims.bodyHash(), body), Reason.BODY_MISMATCH);
    return Verification.at(Instant.ofEpochSecond(claims.signedAt()));
  }

  /** The tolerance widens both ends. */
  private void checkTime(QStashClaims claims) {
    long now = Math.floorDiv(clock.millis(), 1000L);
    long expiresAt = claims.expiresAt();
    long notBefore = claims.notBefore();
    check(expiresAt > now - tolerance.toSeconds(), Reason.EXPIRED);
    check(notBefore <= now + tolerance.toSeconds(), Reason.NOT_YET_VALID);
  }

  private static void check(boolean fits, Reason reason) {
    if (!fits) {
      throw new WebhookVerificationException(reason);
    }
  }

  private static String requireUrl(String url) {
    try {
      URI uri = new URI(url);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      if (uri.getHost() != null
          && uri.getRawFragment() == null
          && (scheme.equals("https") || scheme.equals("http"))) {
        return url;
      }
    } catch (URISyntaxException malformed) { // its message repeats the text
      throw notAUrl();
    }
    throw notAUrl();
  }

  private static InvalidArgumentException notAUrl() {
    return new InvalidArgumentException(
        "The destination must be the public http or https URL that jobs are published to");
  }

  /** Shows where jobs are for, and nothing of the keys. */
  @Override
  public String toString() {
    return "QStashVerifier[" + destination + "]";
  }

  /** Settings of a verifier. Not safe for use by many threads. */
  public static final class Builder {

    private final Map<String, List<Secret>> byRegion = new TreeMap<>();
    private List<Secret> keys = List.of();
    private boolean development;
    private @Nullable String destination;
    private @Nullable OperationalAlerts alerts;
    private Duration tolerance = DEFAULT_TOLERANCE;
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /**
     * The keys of QStash's console. Always give both: a rotation makes the next one the current
     * one.
     *
     * @param current the current key, with its {@code sig_}
     * @param next the next key
     * @return this builder
     */
    public Builder keys(Secret current, Secret next) {
      this.keys = List.of(current, next);
      return this;
    }

    /**
     * Keys of one region, for requests whose header {@code Upstash-Region} names it.
     *
     * @param region {@code US_EAST_1} or {@code EU_CENTRAL_1}
     * @param current its current key
     * @param next its next key
     * @return this builder
     * @throws InvalidArgumentException if there is no such region
     */
    public Builder region(String region, Secret current, Secret next) {
      if (!QStashKeys.REGIONS.contains(region)) {
        throw new InvalidArgumentException("A region of QStash is one of " + QStashKeys.REGIONS);
      }
      byRegion.put(region, List.of(current, next));
      return this;
    }

    /**
     * All keys that the environment has, in place of those given so far.
     *
     * @param environment the variables, see {@link QStashVerifier#fromEnvironment}
     * @return this builder
     */
    public Builder environment(Environment environment) {
      keys = QStashKeys.read(environment, "");
      byRegion.clear();
      for (String region : QStashKeys.REGIONS) {
        List<Secret> ofRegion = QStashKeys.read(environment, region + "_");
        if (!ofRegion.isEmpty()) {
          byRegion.put(region, ofRegion);
        }
      }
      return this;
    }

    /**
     * Takes the published keys of QStash's development server, in place of all others. Everybody
     * knows them, so that everybody can make jobs: for a developer's machine only.
     *
     * @return this builder
     */
    public Builder developmentKeys() {
      this.development = true;
      return this;
    }

    /**
     * The public URL of this route, letter by letter as jobs are published to it.
     *
     * @param url an absolute http or https URL
     * @return this builder
     */
    public Builder destination(String url) {
      this.destination = Objects.requireNonNull(url, "url");
      return this;
    }

    /**
     * How far the clocks may differ.
     *
     * @param tolerance at most an hour, 30 seconds if none is given; whole seconds count
     * @return this builder
     * @throws InvalidArgumentException if it is negative or too long
     */
    public Builder tolerance(Duration tolerance) {
      if (tolerance.isNegative() || tolerance.compareTo(MOST_TOLERANCE) > 0) {
        throw new InvalidArgumentException("A tolerance is between no time and an hour");
      }
      this.tolerance = tolerance;
      return this;
    }

    /**
     * Where to say that the next key is missing, so that the next rotation would refuse every job.
     *
     * @param alerts the service's alerts
     * @return this builder
     */
    public Builder alerts(OperationalAlerts alerts) {
      this.alerts = Objects.requireNonNull(alerts, "alerts");
      return this;
    }

    /**
     * Says what time it is.
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
     * @return the verifier; without a key it refuses everything
     * @throws ConfigurationException if there is no destination, or a key is one of the published
     *     development keys
     * @throws InvalidArgumentException if the destination is no URL
     */
    public QStashVerifier build() {
      if (destination == null) {
        throw new ConfigurationException(
            "A verifier of QStash needs the public URL that its jobs are for");
      }
      QStashKeys chosen =
          development ? QStashKeys.of(QStashKeys.PUBLISHED, Map.of()) : ofThisService();
      return new QStashVerifier(chosen, destination, tolerance, clock);
    }

    private QStashKeys ofThisService() {
      List<List<Secret>> all = new ArrayList<>(byRegion.values());
      all.add(keys);
      all.forEach(QStashKeys::refusePublished);
      if (alerts != null && all.stream().anyMatch(some -> some.size() == 1)) {
        alerts.raise(
            OperationalAlert.warning(Alerts.QSTASH_NEXT_SIGNING_KEY_MISSING)
                .window(Duration.ofHours(6)));
      }
      return QStashKeys.of(keys, byRegion);
    }
  }
}
