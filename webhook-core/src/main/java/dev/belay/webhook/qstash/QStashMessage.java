package dev.belay.webhook.qstash;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpHeader;
import dev.belay.webhook.internal.SafeId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A message for QStash: what, where to, when, how often. Immutable and safe for many threads.
 *
 * <p>Its text form shows nothing of it.
 */
public final class QStashMessage {

  private final String destination;
  private final @Nullable String queue;
  private final byte[] body;
  private final Map<String, String> headers;

  private QStashMessage(Builder builder) {
    destination = builder.destination;
    queue = builder.queue;
    body = builder.body;
    headers = Map.copyOf(builder.headers);
  }

  /**
   * Begins a message to one address.
   *
   * @param url an absolute {@code http} or {@code https} address, at most 2048 characters, without
   *     user information, fragment, and parameters that QStash takes for its own ({@code
   *     upstash-...}, {@code qstash_token})
   * @return a builder
   * @throws InvalidArgumentException if it is of another form
   */
  public static Builder to(URI url) {
    return new Builder(Destinations.url(url));
  }

  /**
   * Begins a message to every endpoint of a URL group.
   *
   * @param name the group: 1 to 256 letters, digits and {@code ._-}
   * @return a builder
   * @throws InvalidArgumentException if it is of another form
   */
  public static Builder toGroup(String name) {
    return new Builder(Destinations.group(name));
  }

  String destination() {
    return destination;
  }

  Optional<String> queue() {
    return Optional.ofNullable(queue);
  }

  byte[] body() {
    return body;
  }

  /** The headers that tell QStash what to do, and {@code Content-Type}. */
  Map<String, String> headers() {
    return headers;
  }

  /** Whether sending it twice has the effect of sending it once. */
  boolean isDeduplicated() {
    return headers.containsKey(Builder.DEDUPLICATION_ID)
        || headers.containsKey(Builder.DEDUPLICATION_BY_CONTENT);
  }

  @Override
  public String toString() {
    return "QStashMessage";
  }

  /**
   * Collects what a message needs. Not for use by several threads.
   *
   * <p>Unless told otherwise it is an empty POST, delivered at once, and retried three times.
   */
  public static final class Builder {

    static final String DEDUPLICATION_ID = "Upstash-Deduplication-Id";
    static final String DEDUPLICATION_BY_CONTENT = "Upstash-Content-Based-Deduplication";

    private static final Duration LONGEST_DELAY = Duration.ofDays(365);
    private static final Pattern METHOD = Pattern.compile("GET|POST|PUT|PATCH|DELETE");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9._:/-]{1,128}");
    private static final Pattern EXPRESSION = Pattern.compile("[a-z0-9 .,()+*/-]{1,256}");
    private static final int MOST_RETRIES = 1000;

    private final String destination;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private @Nullable String queue;
    private byte[] body = {};

    private Builder(String destination) {
      this.destination = destination;
    }

    /**
     * Sets the body and its type.
     *
     * @param contentType the media type
     * @param bytes the body, copied
     * @return this
     */
    public Builder body(String contentType, byte[] bytes) {
      body = bytes.clone();
      return header("Content-Type", contentType);
    }

    /**
     * Sets a JSON text as the body.
     *
     * @param json the text
     * @return this
     */
    public Builder json(String json) {
      return body("application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sets the method of the deliveries.
     *
     * @param method GET, POST, PUT, PATCH or DELETE
     * @return this
     */
    public Builder method(String method) {
      return matching(METHOD, "method", "Upstash-Method", method);
    }

    /**
     * Sets a header that the destination is to get. Signed is the body alone, so nothing that
     * matters should be in a header.
     *
     * @param name its name, see {@link HttpHeader}
     * @param value its value, see {@link HttpHeader}
     * @return this
     */
    public Builder forward(String name, String value) {
      return header("Upstash-Forward-" + name, value);
    }

    /**
     * Waits before the first delivery.
     *
     * @param delay zero to 365 days, rounded up to seconds; the plan can allow less
     * @return this
     */
    public Builder delay(Duration delay) {
      Seconds.checked("delay", delay, LONGEST_DELAY);
      return header("Upstash-Delay", Seconds.text(delay));
    }

    /**
     * Delivers not before a moment; comes before {@link #delay}.
     *
     * @param moment the moment, rounded up to seconds
     * @return this
     */
    public Builder notBefore(Instant moment) {
      long seconds = moment.plusNanos(999_999_999).getEpochSecond();
      if (seconds < 1) {
        throw new InvalidArgumentException("A message can only be delivered after 1970");
      }
      return header("Upstash-Not-Before", String.valueOf(seconds));
    }

    /**
     * Sets how often a delivery that failed is repeated.
     *
     * @param retries 0 to 1000; the plan can allow less
     * @return this
     */
    public Builder retries(int retries) {
      if (retries < 0 || retries > MOST_RETRIES) {
        throw new InvalidArgumentException("A message can be retried 0 to 1000 times");
      }
      return header("Upstash-Retries", String.valueOf(retries));
    }

    /**
     * Sets the pause before each retry.
     *
     * @param expression milliseconds over {@code retried} (0 at the first retry), with {@code pow
     *     sqrt abs exp floor ceil round min max}, such as {@code 10000 * pow(2, retried)}
     * @return this
     */
    public Builder retryDelay(String expression) {
      return matching(EXPRESSION, "retry delay", "Upstash-Retry-Delay", expression);
    }

    /**
     * Bounds each delivery.
     *
     * @param timeout more than zero, at most a day, rounded up to seconds; the plan can allow less
     * @return this
     */
    public Builder timeout(Duration timeout) {
      Seconds.checked("timeout", timeout, Duration.ofDays(1));
      if (timeout.isZero()) {
        throw new InvalidArgumentException("The timeout of a message must be more than zero");
      }
      return header("Upstash-Timeout", Seconds.text(timeout));
    }

    /**
     * Lets QStash drop a message with the same id within ten minutes, and lets the client repeat a
     * publication that may have been lost. An id with a colon, with another character than letters,
     * digits and {@code ._-}, or with more than 128 is hashed.
     *
     * @param id not blank
     * @return this
     */
    public Builder deduplicationId(String id) {
      return header(DEDUPLICATION_ID, SafeId.of(id));
    }

    /**
     * As {@link #deduplicationId}, by what is sent and where to.
     *
     * @return this
     */
    public Builder deduplicateByContent() {
      return header(DEDUPLICATION_BY_CONTENT, "true");
    }

    /**
     * Tells an address of each attempt.
     *
     * @param url see {@link QStashMessage#to}
     * @return this
     */
    public Builder callback(URI url) {
      return header("Upstash-Callback", Destinations.url(url));
    }

    /**
     * Tells an address when the message is given up.
     *
     * @param url see {@link QStashMessage#to}
     * @return this
     */
    public Builder failureCallback(URI url) {
      return header("Upstash-Failure-Callback", Destinations.url(url));
    }

    /**
     * Marks the message, so that logs and dead letters can be filtered.
     *
     * @param labels 1 to 10 labels, each 1 to 128 letters, digits and {@code ._:/-}
     * @return this
     */
    public Builder labels(List<String> labels) {
      if (labels.isEmpty() || labels.size() > 10) {
        throw new InvalidArgumentException("A message has 1 to 10 labels, or none is set");
      }
      labels.forEach(label -> check(LABEL, "label", label));
      return header("Upstash-Label", String.join(",", labels));
    }

    /**
     * Bounds how fast messages of one kind go.
     *
     * @param flow the bounds
     * @return this
     */
    public Builder flowControl(QStashFlowControl flow) {
      header("Upstash-Flow-Control-Key", flow.key());
      return header("Upstash-Flow-Control-Value", flow.value());
    }

    /**
     * Puts the message into a queue, whose messages are delivered in order.
     *
     * @param name the queue's name, see {@link QStashQueues}
     * @return this
     */
    public Builder queue(String name) {
      queue = Ids.checked("name of a queue", name);
      return this;
    }

    /**
     * Makes the message.
     *
     * @return the message
     */
    public QStashMessage build() {
      return new QStashMessage(this);
    }

    private Builder matching(Pattern pattern, String what, String header, String value) {
      check(pattern, what, value);
      return header(header, value);
    }

    private static void check(Pattern pattern, String what, String value) {
      if (!pattern.matcher(Objects.requireNonNull(value, what)).matches()) {
        throw new InvalidArgumentException("The " + what + " of a message is not allowed");
      }
    }

    /** Refused here, and not when it is sent: a batch carries its headers in its body. */
    private Builder header(String name, String value) {
      HttpHeader checked = new HttpHeader(name, Secret.of(value));
      headers.put(checked.name(), value);
      return this;
    }
  }
}
