package dev.belay.webhook.send;

import dev.belay.sql.notify.NotificationSource;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.http.GuardedHttpTransport;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.JdkHttpTransport;
import dev.belay.support.telemetry.OperationalAlerts;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.time.Duration;

/**
 * Sends what the outbox holds to its endpoints, at least once each: claims deliveries under a
 * lease, signs and posts them, and writes down how each attempt ended.
 *
 * <p>Safe for use by many threads. Any number of dispatchers, on any number of machines, may share
 * one outbox: a delivery that is under somebody's lease is nobody else's. One that dies costs the
 * others the rest of a lease, and never an event; its last requests may be sent a second time,
 * under the same {@code webhook-id}. A database that is away costs waiting: results are kept and
 * written later.
 *
 * <p>It calls {@code claim_webhook_deliveries}, {@code complete_webhook_deliveries}, {@code
 * extend_webhook_leases}, {@code release_webhook_deliveries}, {@code list_webhook_endpoints},
 * {@code record_webhook_fingerprint} and {@code list_webhook_backlog}, as a member of {@code
 * service_role}, each in a transaction of its own and without session state, so a transaction
 * pooler may sit in between.
 *
 * <p>A request is a POST of the stored bytes with {@code Content-Type}, {@code X-Event-Type},
 * {@code X-Table}, {@code X-Signature-HMAC} (runbook, "Database Webhooks") and {@code webhook-id},
 * {@code webhook-timestamp}, {@code webhook-signature} (Standard Webhooks 1.0.0). Redirects are not
 * followed, and what the receiver says beyond its status and {@code Retry-After} is dropped.
 *
 * <p>It does <em>not</em> keep a receiver from seeing an event twice, nor from seeing events in
 * another order unless the endpoint is an ordered one.
 */
public interface WebhookDispatcher extends AutoCloseable {

  /**
   * Begins to send, on daemon threads of its own, until {@link #close()}. A database that is away
   * is no reason to fail: it is asked again.
   *
   * @throws dev.belay.support.ConflictException if it has been started or closed before
   */
  void start();

  /**
   * Sends what is due, on this thread and helpers, and returns when nothing is due any more or the
   * time is over: for a scheduled job, or a test. What waits for another attempt is left waiting.
   * May be called again and again; not beside {@link #start()}.
   *
   * @param atMost how long to begin new attempts
   * @return what was done
   * @throws dev.belay.support.ConflictException if it has been started or closed
   * @throws dev.belay.support.BackendUnavailableException if the database cannot be reached
   */
  DispatchCounts drain(Duration atMost);

  /**
   * Whether it has been started and not closed.
   *
   * @return true while it claims
   */
  boolean isRunning();

  /**
   * What this dispatcher has done since it was made.
   *
   * @return the counts
   */
  DispatchCounts counts();

  /**
   * Ends it gracefully: claims nothing more, gives back what was not begun, waits for the requests
   * that are under way as long as {@link Builder#closeTimeout} says, and writes their results. A
   * request that takes longer is given up and sent again by another dispatcher. Closing twice does
   * nothing.
   */
  @Override
  void close();

  /** Collects what a dispatcher needs. Not safe for use by many threads. */
  interface Builder {

    /**
     * Sets what deliveries are signed with; by default nothing, and they are not signed.
     *
     * @param secrets the secrets, for all endpoints that have none of their own
     * @return this builder
     */
    Builder secrets(SigningSecrets secrets);

    /**
     * Sets timeouts, attempts and pauses, for all endpoints that have no policy of their own.
     *
     * @param policy the policy; by default {@link DeliveryPolicy#defaults()}
     * @return this builder
     */
    Builder policy(DeliveryPolicy policy);

    /**
     * Decides something about one endpoint.
     *
     * @param name the endpoint's name
     * @param options what holds for it in place of the dispatcher's own settings
     * @return this builder
     */
    Builder endpoint(String name, EndpointOptions options);

    /**
     * Sends to these endpoints alone; by default to all that are active.
     *
     * @param names the endpoints' names, at least one
     * @return this builder
     * @throws InvalidArgumentException if there is none
     */
    Builder onlyEndpoints(String... names);

    /**
     * Trusts hosts: they may have a private address and speak plain {@code http}, and their
     * connections are kept. Any other is called over {@code https}, on a connection for each
     * request, and only if the address that is dialled is public ({@link GuardedHttpTransport}).
     * Name the receivers that you run yourself: a kept connection is several times as fast.
     *
     * @param hosts names or addresses as they stand in the URL, without port
     * @return this builder
     */
    Builder trustedHosts(String... hosts);

    /**
     * Bounds the requests under way at a time, to all endpoints together and to each.
     *
     * @param all 1 to 1000; 16 by default
     * @param perEndpoint 1 to 1000, for endpoints that say nothing else; 8 by default
     * @return this builder
     */
    Builder concurrency(int all, int perEndpoint);

    /**
     * Sets how many deliveries are claimed, and how many results are written, in one call at most.
     *
     * @param deliveries 1 to 1000; 100 by default
     * @return this builder
     */
    Builder batchSize(int deliveries);

    /**
     * Sets how long a claim lasts: the time that a dispatcher's death costs. Claims are renewed
     * while they are in hand, so a slow receiver needs no longer ones.
     *
     * @param time one second to one hour; one minute by default
     * @return this builder
     */
    Builder leaseTime(Duration time);

    /**
     * Sets how long to wait where there was nothing to send. Also with wake-ups, since nobody is
     * woken for a second attempt.
     *
     * @param interval 10 milliseconds to one hour; one second by default
     * @return this builder
     */
    Builder pollInterval(Duration interval);

    /**
     * Listens for news of what was written to the outbox, so that it is sent at once and not at the
     * next poll. By default nobody listens. A source that listens holds a connection of its own,
     * and none through a transaction pooler; polling goes on beside it, so nothing depends on it.
     *
     * @param source such as {@code PgjdbcNotifications.over(dataSource)}
     * @return this builder
     */
    Builder wakeUps(NotificationSource source);

    /**
     * Sets how often the backlog is read for the gauges; it is read as a whole.
     *
     * @param interval one second to one day; 30 seconds by default
     * @return this builder
     */
    Builder observationInterval(Duration interval);

    /**
     * Bounds how long {@link WebhookDispatcher#close()} waits for requests that are under way.
     *
     * @param time zero to one hour; 20 seconds by default
     * @return this builder
     */
    Builder closeTimeout(Duration time);

    /**
     * Sets what calls trusted hosts.
     *
     * @param transport by default {@link JdkHttpTransport#shared()}
     * @return this builder
     */
    Builder transport(HttpTransport transport);

    /**
     * Sets what calls all other hosts.
     *
     * @param transport one that judges the address that it dials, by default a {@link
     *     GuardedHttpTransport}
     * @return this builder
     */
    Builder guardedTransport(HttpTransport transport);

    /**
     * Sets where spans and metrics go.
     *
     * @param telemetry by default the global one, if there is one when this builder is made
     * @return this builder
     */
    Builder telemetry(OpenTelemetry telemetry);

    /**
     * Sets where alerts go: dead letters, disabled endpoints, endpoints without a URL, a database
     * that does not answer.
     *
     * @param alerts the alerts of this service
     * @return this builder
     */
    Builder alerts(OperationalAlerts alerts);

    /**
     * Sets what tells the time at which a request is signed.
     *
     * @param clock the clock
     * @return this builder
     */
    Builder clock(Clock clock);

    /**
     * Makes the dispatcher, which does nothing yet.
     *
     * @return the dispatcher
     * @throws InvalidArgumentException if a number or a time is out of its range
     */
    WebhookDispatcher build();
  }
}
