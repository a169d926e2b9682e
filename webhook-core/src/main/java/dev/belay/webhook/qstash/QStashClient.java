package dev.belay.webhook.qstash;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.JdkHttpTransport;
import dev.belay.support.http.RetryPolicy;
import dev.belay.support.http.RetryingHttpTransport;
import dev.belay.support.http.ServiceAddress;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Hands messages to QStash (Upstash, "Publish a Message").
 *
 * <p><b>What is repeated.</b> A request whose answer was lost may have taken effect. So the client
 * repeats, up to three times within its timeout, what reads, a schedule with an id, and a message
 * with a deduplication id: QStash drops the second one. It never repeats anything else, nor any
 * request that was refused (429 included).
 *
 * <p>Implementations are safe for use by many threads. Every method throws {@link
 * dev.belay.support.AccessDeniedException} where the token is not accepted, {@link
 * InvalidArgumentException} where the request is refused as malformed, {@link
 * ConfigurationException} where a queue or URL group does not exist, {@link
 * QStashRateLimitedException} where a limit is reached, and {@link
 * dev.belay.support.BackendUnavailableException} where QStash cannot be reached or fails. No
 * message of an exception repeats what QStash answered.
 */
public interface QStashClient {

  /**
   * Publishes a message to one address, or puts it into a queue.
   *
   * @param message the message, which is not for a URL group
   * @return the receipt
   * @throws InvalidArgumentException also where the message is for a URL group
   */
  QStashReceipt publish(QStashMessage message);

  /**
   * Publishes a message to every endpoint of a URL group.
   *
   * @param message the message
   * @return a receipt for each endpoint
   */
  List<QStashReceipt> publishToGroup(QStashMessage message);

  /**
   * Publishes many messages in one request. A message that is refused does not keep the others
   * back. Bodies are sent as texts: they must be UTF-8.
   *
   * @param messages 1 to 1000 messages
   * @return what came of each, in the same order
   */
  List<QStashBatchItem> batch(List<QStashMessage> messages);

  /**
   * Whether a message is still to be delivered. QStash forgets a message soon after its delivery.
   *
   * @param messageId its id
   * @return true while QStash knows it
   */
  boolean isPending(String messageId);

  /**
   * Takes back a message that is not delivered yet.
   *
   * @param messageId its id
   * @return false where QStash does not know it any more
   */
  boolean cancel(String messageId);

  /**
   * What could not be delivered.
   *
   * @return the dead letter queue
   */
  QStashDeadLetters deadLetters();

  /**
   * What is published again and again.
   *
   * @return the schedules
   */
  QStashSchedules schedules();

  /**
   * Queues, which deliver in order.
   *
   * @return the queues
   */
  QStashQueues queues();

  /**
   * A client with what the environment says: {@code QSTASH_TOKEN}, and {@code QSTASH_URL} where it
   * is another than {@code https://qstash.upstash.io}. Where {@code QSTASH_REGION} names a region
   * ({@code EU_CENTRAL_1}, {@code US_EAST_1}), {@code <REGION>_QSTASH_TOKEN} and {@code
   * <REGION>_QSTASH_URL} come first.
   *
   * @param environment where the variables are
   * @return the client
   * @throws ConfigurationException if there is no token, or a variable is malformed
   */
  static QStashClient fromEnvironment(Environment environment) {
    return QStashSettings.clientOf(environment);
  }

  /**
   * Begins a client.
   *
   * @param token {@code QSTASH_TOKEN} of the account and its region
   * @return a builder
   */
  static Builder builder(Secret token) {
    return new Builder(token);
  }

  /**
   * Collects what a client needs. Not for use by several threads.
   *
   * <p>Unless told otherwise: {@code https://qstash.upstash.io}, 30 seconds for a request with all
   * its repetitions, and the global OpenTelemetry.
   */
  final class Builder {

    private static final URI STANDARD = URI.create("https://qstash.upstash.io");

    private final Secret token;
    private URI url = STANDARD;
    private Duration timeout = Duration.ofSeconds(30);
    private HttpTransport transport = JdkHttpTransport.shared();
    private RetryPolicy retries = RetryPolicy.defaults().withoutStatus(429);
    private OpenTelemetry telemetry = GlobalOpenTelemetry.getOrNoop();

    private Builder(Secret token) {
      this.token = Objects.requireNonNull(token, "token");
    }

    /**
     * Sets where the API is.
     *
     * @param url an {@code https} address without a path, or an {@code http} one on loopback
     * @return this
     * @throws InvalidArgumentException if it is of another form
     */
    public Builder url(URI url) {
      this.url = ServiceAddress.origin(url);
      return this;
    }

    /**
     * Sets where the API is by its region.
     *
     * @param region the region of the account
     * @return this
     */
    public Builder region(QStashRegion region) {
      return url(region.url());
    }

    /**
     * Bounds each request with all its repetitions.
     *
     * @param timeout more than zero and at most one day
     * @return this
     */
    public Builder timeout(Duration timeout) {
      this.timeout = Objects.requireNonNull(timeout, "timeout");
      return this;
    }

    /**
     * Sets what sends each attempt.
     *
     * @param transport a transport that does not repeat by itself
     * @return this
     */
    public Builder transport(HttpTransport transport) {
      this.transport = Objects.requireNonNull(transport, "transport");
      return this;
    }

    /**
     * Sets how often and how soon what may be repeated is repeated.
     *
     * @param retries the policy
     * @return this
     */
    public Builder retries(RetryPolicy retries) {
      this.retries = Objects.requireNonNull(retries, "retries");
      return this;
    }

    /**
     * Sets where spans go.
     *
     * @param telemetry the API
     * @return this
     */
    public Builder telemetry(OpenTelemetry telemetry) {
      this.telemetry = Objects.requireNonNull(telemetry, "telemetry");
      return this;
    }

    /**
     * Makes the client.
     *
     * @return the client
     */
    public QStashClient build() {
      HttpTransport repeating = RetryingHttpTransport.over(transport, retries);
      return new HttpQStashClient(
          new QStashApi(repeating, url, token, timeout), new PublishTelemetry(telemetry));
    }
  }
}
