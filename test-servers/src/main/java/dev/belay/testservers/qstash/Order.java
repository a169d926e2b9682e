package dev.belay.testservers.qstash;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one publication asks for, checked as the service checks it. */
record Order(
    String url,
    String method,
    @Nullable String contentType,
    Bytes body,
    Control control,
    @Nullable String queue,
    @Nullable String topic,
    @Nullable String scheduleId) {

  private static final int STANDARD_RETRIES = 3;
  private static final Duration LONGEST_DELAY = Duration.ofDays(365);
  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

  static Order to(String url, @Nullable String contentType, Bytes body, Control control) {
    String method = control.text("method").orElse("POST").toUpperCase(Locale.ROOT);
    Order order = new Order(url, method, contentType, body, control, null, null, null);
    order.check();
    return order;
  }

  Order inQueue(String name) {
    return new Order(url, method, contentType, body, control, name, topic, scheduleId);
  }

  Order ofTopic(String name, String endpoint) {
    return new Order(endpoint, method, contentType, body, control, queue, name, scheduleId);
  }

  Order ofSchedule(String id) {
    return new Order(url, method, contentType, body, control, queue, topic, id);
  }

  static boolean isUrl(String destination) {
    String lower = destination.toLowerCase(Locale.ROOT);
    return lower.startsWith("http://") || lower.startsWith("https://");
  }

  /** Malformed settings are refused when the message comes, not when it is delivered. */
  private void check() {
    if (!METHODS.contains(method)) {
      throw new ApiError(400, "invalid method");
    }
    if (deduplicationId().filter(id -> id.contains(":")).isPresent()) {
      throw new ApiError(400, "DeduplicationId cannot contain ':'");
    }
    if (control.duration("delay").filter(d -> d.compareTo(LONGEST_DELAY) > 0).isPresent()) {
      throw new ApiError(400, "maximum allowed delay exceeded");
    }
    retryDelay(0);
    maxRetries();
    timeout();
    control.flow();
    control.number("not-before", 0);
  }

  Optional<String> deduplicationId() {
    if (control.text("content-based-deduplication").filter("true"::equals).isPresent()) {
      return Optional.of("content-" + body.hashCode() + "-" + url.hashCode());
    }
    return control.text("deduplication-id");
  }

  int maxRetries() {
    return control.number("retries", STANDARD_RETRIES);
  }

  Optional<Duration> timeout() {
    return control.duration("timeout");
  }

  Optional<String> callback() {
    return control.text("callback");
  }

  Optional<String> failureCallback() {
    return control.text("failure-callback");
  }

  /** When the first delivery is due; a fixed moment comes before a delay. */
  Instant due(Instant now) {
    int fixed = control.number("not-before", 0);
    return fixed > 0
        ? Instant.ofEpochSecond(fixed)
        : now.plus(control.duration("delay").orElse(Duration.ZERO));
  }

  Duration retryDelay(int retried) {
    return control
        .text("retry-delay")
        .map(expression -> RetryDelay.of(expression, retried))
        .orElseGet(() -> RetryDelay.standard(retried + 1));
  }

  @Override
  public String toString() {
    return "Order[" + method + "]";
  }
}
