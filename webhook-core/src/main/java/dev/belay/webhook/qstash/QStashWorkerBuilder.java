package dev.belay.webhook.qstash;

import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.telemetry.OperationalAlerts;
import dev.belay.webhook.idempotency.IdempotencyStore;
import dev.belay.webhook.verify.QStashVerifier;
import dev.belay.webhook.verify.WebhookVerifier;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a {@link QStashWorker} needs. Not for use by several threads.
 *
 * <p>A verifier, a store and a handler are needed. Unless told otherwise: the id is the body's
 * field {@code eventKey}, a body has at most 64 KiB, a lease lasts 5 minutes, and a result is kept
 * for 7 days.
 */
public final class QStashWorkerBuilder {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");
  private static final Duration LONGEST_LEASE = Duration.ofDays(1);
  private static final Duration LONGEST_RETENTION = Duration.ofDays(400);
  private static final int LARGEST_BODY = 1 << 24;

  private final String name;
  private @Nullable WebhookVerifier verifier;
  private @Nullable IdempotencyStore store;
  private @Nullable QStashJobHandler handler;
  private String idField = "eventKey";
  private int maxBodyBytes = 1 << 16;
  private Duration leaseTime = Duration.ofMinutes(5);
  private Duration retention = Duration.ofDays(7);
  private OpenTelemetry telemetry = GlobalOpenTelemetry.getOrNoop();
  private OperationalAlerts alerts = OperationalAlerts.of("belay");

  QStashWorkerBuilder(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidArgumentException(
          "A worker's name must be 1 to 40 lower-case letters, digits, _ and -");
    }
    this.name = name;
  }

  /**
   * Proves that a request comes from QStash and is for this route.
   *
   * @param verifier the verifier, see {@link QStashVerifier}
   * @return this builder
   */
  public QStashWorkerBuilder verifier(QStashVerifier verifier) {
    this.verifier = Objects.requireNonNull(verifier, "verifier");
    return this;
  }

  /**
   * Remembers which jobs are being done and which were.
   *
   * @param store the store
   * @return this builder
   */
  public QStashWorkerBuilder idempotency(IdempotencyStore store) {
    this.store = Objects.requireNonNull(store, "store");
    return this;
  }

  /**
   * Does the jobs.
   *
   * @param handler the handler
   * @return this builder
   */
  public QStashWorkerBuilder handler(QStashJobHandler handler) {
    this.handler = Objects.requireNonNull(handler, "handler");
    return this;
  }

  /**
   * Where a job's id is in its body: a field of the outermost object, with a text of 1 to 512
   * characters. A job that is published twice must have the same one.
   *
   * @param field the field's name
   * @return this builder
   */
  public QStashWorkerBuilder idField(String field) {
    this.idField = Objects.requireNonNull(field, "field");
    return this;
  }

  /**
   * Bounds the body.
   *
   * @param bytes 1 to 16 MiB
   * @return this builder
   * @throws InvalidArgumentException if it is out of its range
   */
  public QStashWorkerBuilder maxBodyBytes(int bytes) {
    if (bytes < 1 || bytes > LARGEST_BODY) {
      throw new InvalidArgumentException("A job's body has at most 1 byte to 16 MiB");
    }
    this.maxBodyBytes = bytes;
    return this;
  }

  /**
   * How long a job is kept from other workers. After a crash QStash comes back when it is over; a
   * handler that takes longer can meet a second one.
   *
   * @param time 1 second to 1 day
   * @return this builder
   * @throws InvalidArgumentException if it is out of its range
   */
  public QStashWorkerBuilder leaseTime(Duration time) {
    this.leaseTime = checked(time, LONGEST_LEASE);
    return this;
  }

  /**
   * How long a result is kept: longer than QStash retries, and than anybody publishes again.
   *
   * @param time 1 second to 400 days
   * @return this builder
   * @throws InvalidArgumentException if it is out of its range
   */
  public QStashWorkerBuilder retention(Duration time) {
    this.retention = checked(time, LONGEST_RETENTION);
    return this;
  }

  /**
   * Where spans and metrics go.
   *
   * @param telemetry the API
   * @return this builder
   */
  public QStashWorkerBuilder telemetry(OpenTelemetry telemetry) {
    this.telemetry = Objects.requireNonNull(telemetry, "telemetry");
    return this;
  }

  /**
   * Where alerts go.
   *
   * @param alerts the alerts of this process
   * @return this builder
   */
  public QStashWorkerBuilder alerts(OperationalAlerts alerts) {
    this.alerts = Objects.requireNonNull(alerts, "alerts");
    return this;
  }

  /**
   * Makes the worker.
   *
   * @return the worker
   * @throws ConfigurationException if the verifier, the store or the handler is missing
   */
  public QStashWorker build() {
    return new QStashWorker(this);
  }

  private static Duration checked(Duration time, Duration longest) {
    if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(longest) > 0) {
      throw new InvalidArgumentException(
          "The time must be 1 second to " + longest.toDays() + " days");
    }
    return time;
  }

  String name() {
    return name;
  }

  WebhookVerifier verifier() {
    return needed(verifier, "verifier");
  }

  IdempotencyStore store() {
    return needed(store, "store");
  }

  QStashJobHandler handler() {
    return needed(handler, "handler");
  }

  String idField() {
    return idField;
  }

  int maxBodyBytes() {
    return maxBodyBytes;
  }

  Duration leaseTime() {
    return leaseTime;
  }

  Duration retention() {
    return retention;
  }

  OpenTelemetry telemetry() {
    return telemetry;
  }

  OperationalAlerts alerts() {
    return alerts;
  }

  private static <T> T needed(@Nullable T part, String what) {
    if (part == null) {
      throw new ConfigurationException("A worker of QStash needs a " + what);
    }
    return part;
  }
}
