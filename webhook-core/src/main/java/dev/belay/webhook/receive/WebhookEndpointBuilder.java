package dev.belay.webhook.receive;

import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.telemetry.OperationalAlerts;
import dev.belay.webhook.idempotency.IdempotencyStore;
import dev.belay.webhook.verify.WebhookVerifier;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an endpoint. Not safe for use by many threads.
 *
 * <p>A verifier, a handler and a decision about repetitions are needed; all else has a default.
 */
public final class WebhookEndpointBuilder {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");
  private static final Pattern TABLE = Pattern.compile("[^.\\p{Cntrl}]{1,128}");
  private static final int MOST_BODY_BYTES = 16 << 20;

  final String name;
  final Set<String> tables = new TreeSet<>();
  int maxBodyBytes = 1 << 20;
  @Nullable RateLimiter rateLimiter;
  Function<WebhookRequest, String> source = WebhookRequest::peer;
  @Nullable IdempotencyStore store;
  Duration leaseTime = Duration.ofMinutes(2);
  Duration retention = Duration.ofDays(7);

  private @Nullable WebhookVerifier verifier;
  private @Nullable WebhookHandler handler;
  private boolean repetitionsAllowed;
  private @Nullable OpenTelemetry telemetry;
  private @Nullable OperationalAlerts alerts;

  WebhookEndpointBuilder(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidArgumentException(
          "An endpoint's name is 1 to 40 lower-case letters, digits, _ and -, beginning with a"
              + " letter or a digit");
    }
    this.name = name;
  }

  /**
   * Who may send.
   *
   * @param verifier verifies every request
   * @return this builder
   */
  public WebhookEndpointBuilder verifier(WebhookVerifier verifier) {
    this.verifier = Objects.requireNonNull(verifier, "verifier");
    return this;
  }

  /**
   * What to do about an event.
   *
   * @param handler handles every event
   * @return this builder
   */
  public WebhookEndpointBuilder handler(WebhookHandler handler) {
    this.handler = Objects.requireNonNull(handler, "handler");
    return this;
  }

  /**
   * Passes over events of other tables; they are answered with {@code "skipped": true}, and no
   * lease is taken on them.
   *
   * @param names the tables, as {@code schema.table}, or without a schema for those in {@code
   *     public}
   * @return this builder
   * @throws InvalidArgumentException if one is no name
   */
  public WebhookEndpointBuilder tables(String... names) {
    for (String table : names) {
      int dot = table.indexOf('.');
      String schema = dot < 0 ? "public" : table.substring(0, dot);
      String plain = table.substring(dot + 1);
      if (!TABLE.matcher(schema).matches() || !TABLE.matcher(plain).matches()) {
        throw new InvalidArgumentException("A table is named as table or schema.table");
      }
      tables.add(schema + "." + plain);
    }
    return this;
  }

  /**
   * Handles each event once, as far as the store can tell.
   *
   * @param store remembers which events are being handled and which were
   * @return this builder
   */
  public WebhookEndpointBuilder idempotency(IdempotencyStore store) {
    this.store = Objects.requireNonNull(store, "store");
    return this;
  }

  /**
   * Handles an event as often as it comes, for a handler to which that makes no difference.
   *
   * @return this builder
   */
  public WebhookEndpointBuilder allowRepetitions() {
    this.repetitionsAllowed = true;
    return this;
  }

  /**
   * How long an event is held for its handler. After a crash it takes that long until another
   * attempt is handled; a handler that takes longer can meet a second one.
   *
   * @param time 1 second to 1 day, 2 minutes if none is given
   * @return this builder
   * @throws InvalidArgumentException if it is out of its range
   */
  public WebhookEndpointBuilder leaseTime(Duration time) {
    this.leaseTime = between(time, Duration.ofSeconds(1), Duration.ofDays(1));
    return this;
  }

  /**
   * How long a repetition is recognised: longer than the sender repeats, and longer than an old
   * request can be replayed.
   *
   * @param time 1 minute to 400 days, 7 days if none is given
   * @return this builder
   * @throws InvalidArgumentException if it is out of its range
   */
  public WebhookEndpointBuilder retention(Duration time) {
    this.retention = between(time, Duration.ofMinutes(1), Duration.ofDays(400));
    return this;
  }

  /**
   * How large a body may be.
   *
   * @param bytes 1 to 16,777,216; 1,048,576 if none is given
   * @return this builder
   * @throws InvalidArgumentException if it is out of its range
   */
  public WebhookEndpointBuilder maxBodyBytes(int bytes) {
    if (bytes < 1 || bytes > MOST_BODY_BYTES) {
      throw new InvalidArgumentException("A body may have 1 to 16,777,216 bytes");
    }
    this.maxBodyBytes = bytes;
    return this;
  }

  /**
   * Limits how many verified requests a source may make; without this there is no limit.
   *
   * @param limiter counts the requests of each source at this endpoint
   * @return this builder
   */
  public WebhookEndpointBuilder rateLimit(RateLimiter limiter) {
    this.rateLimiter = Objects.requireNonNull(limiter, "limiter");
    return this;
  }

  /**
   * Who the source of a request is, for the limit.
   *
   * @param reader reads it from the request, {@link WebhookRequest#peer} if none is given; see
   *     {@link ClientAddress}
   * @return this builder
   */
  public WebhookEndpointBuilder source(Function<WebhookRequest, String> reader) {
    this.source = Objects.requireNonNull(reader, "reader");
    return this;
  }

  /**
   * Where spans and metrics go.
   *
   * @param telemetry the service's; the global one if none is given and one is set
   * @return this builder
   */
  public WebhookEndpointBuilder telemetry(OpenTelemetry telemetry) {
    this.telemetry = Objects.requireNonNull(telemetry, "telemetry");
    return this;
  }

  /**
   * Where alerts go.
   *
   * @param alerts the service's; lines of the source {@code belay} if none are given
   * @return this builder
   */
  public WebhookEndpointBuilder alerts(OperationalAlerts alerts) {
    this.alerts = Objects.requireNonNull(alerts, "alerts");
    return this;
  }

  /**
   * Makes the endpoint.
   *
   * @return the endpoint
   * @throws ConfigurationException if the verifier, the handler or the decision about repetitions
   *     is missing
   */
  public WebhookEndpoint build() {
    if ((store == null) != repetitionsAllowed) {
      throw new ConfigurationException(
          "Webhook " + name + " needs either an idempotency store or allowRepetitions()");
    }
    return new WebhookEndpoint(this);
  }

  WebhookVerifier verifier() {
    return required(verifier, "a verifier");
  }

  WebhookHandler handler() {
    return required(handler, "a handler");
  }

  OpenTelemetry telemetry() {
    return telemetry == null ? GlobalOpenTelemetry.getOrNoop() : telemetry;
  }

  OperationalAlerts alerts() {
    return alerts == null ? OperationalAlerts.of("belay") : alerts;
  }

  private <T> T required(@Nullable T part, String what) {
    if (part == null) {
      throw new ConfigurationException("Webhook " + name + " needs " + what);
    }
    return part;
  }

  private static Duration between(Duration time, Duration shortest, Duration longest) {
    if (time.compareTo(shortest) < 0 || time.compareTo(longest) > 0) {
      throw new InvalidArgumentException("A time must be between " + shortest + " and " + longest);
    }
    return time;
  }
}
