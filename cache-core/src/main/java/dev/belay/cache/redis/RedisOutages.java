package dev.belay.cache.redis;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.telemetry.OperationalAlerts;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/**
 * Tells operators that a feature has to do without Redis: once when each outage begins, and once
 * when it is over.
 *
 * <p>An outage begins with a call that ends in {@link RedisUnavailableException}. It is over when a
 * call succeeds and the last such failure is {@value #QUIET_SECONDS} seconds ago, so that a Redis
 * that comes and goes is one outage. At its beginning there are a span {@code redis.unavailable}
 * with the event {@code redis_unavailable}, and an alert {@code redis.unavailable}; all three carry
 * the feature, and the reason as {@code error.type}. At its end there is a line in the log, with
 * how long it took. A refusal (a wrong password, a wrong argument), an interrupted thread and a
 * closed client are no outage.
 *
 * <p>Safe for use by many threads. Source: the runbook, "Telemetry and Alerting".
 */
public final class RedisOutages {

  static final int QUIET_SECONDS = 10;

  private final Tracer tracer;
  private final OperationalAlerts alerts;
  private final Clock clock;

  private RedisOutages(OpenTelemetry telemetry, OperationalAlerts alerts, Clock clock) {
    this.tracer = telemetry.getTracer("dev.belay.cache");
    this.alerts = Objects.requireNonNull(alerts, "alerts");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Tells of outages.
   *
   * @param telemetry where spans go
   * @param alerts where alerts go
   * @return the watch
   */
  public static RedisOutages of(OpenTelemetry telemetry, OperationalAlerts alerts) {
    return of(telemetry, alerts, Clock.systemUTC());
  }

  /**
   * Tells of outages, by another clock.
   *
   * @param telemetry where spans go
   * @param alerts where alerts go
   * @param clock tells when an outage is over
   * @return the watch
   */
  public static RedisOutages of(OpenTelemetry telemetry, OperationalAlerts alerts, Clock clock) {
    return new RedisOutages(telemetry, alerts, clock);
  }

  /**
   * Watches the calls of one feature. Features share a client, and each is watched by itself.
   *
   * @param client what sends the commands; closing the returned one closes it
   * @param feature the feature's name, such as {@code cache.tags}: 1 to 64 letters, digits and
   *     {@code ._-}
   * @return a client that does the same and tells of outages
   * @throws InvalidArgumentException if the name is malformed
   */
  public RedisClient watch(RedisClient client, String feature) {
    Objects.requireNonNull(client, "client");
    if (!feature.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new InvalidArgumentException(
          "The name of a feature must be 1 to 64 letters, digits and ._-");
    }
    Outage outage = new Outage(Duration.ofSeconds(QUIET_SECONDS));
    return new WatchedRedisClient(client, new OutageSignal(feature, tracer, alerts), outage, clock);
  }
}
