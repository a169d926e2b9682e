package dev.belay.support.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The answer to a call: status, headers and the whole body.
 *
 * <p>Immutable and safe for use by many threads. Its {@link #toString()} shows the status and the
 * size alone, since a provider's error can repeat a part of the key that was sent.
 */
public final class HttpReply {

  private final int status;
  private final Map<String, List<String>> headers;
  private final byte[] body;
  private final int attempts;

  private HttpReply(int status, Map<String, List<String>> headers, byte[] body, int attempts) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.attempts = attempts;
  }

  /**
   * Makes an answer, for implementations of {@link HttpTransport}.
   *
   * @param status the status code
   * @param headers the values by name, in any case; copied
   * @param body the bytes, empty where there was no body; copied
   * @return the answer
   */
  public static HttpReply of(int status, Map<String, List<String>> headers, byte[] body) {
    Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    return new HttpReply(status, copy, body.clone(), 1);
  }

  /**
   * The status code.
   *
   * @return 100 to 599
   */
  public int status() {
    return status;
  }

  /**
   * Whether the status is one of success.
   *
   * @return true for 200 to 299
   */
  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /**
   * One header's value.
   *
   * @param name the name, in any case
   * @return the first value, or empty if there is none
   */
  public Optional<String> header(String name) {
    return headers(name).stream().findFirst();
  }

  /**
   * All values of one header.
   *
   * @param name the name, in any case
   * @return the values in the order in which they came, empty if there is none
   */
  public List<String> headers(String name) {
    return headers.getOrDefault(Objects.requireNonNull(name, "name"), List.of());
  }

  /**
   * The media type without its parameters, by which an error page of a proxy is told from JSON.
   *
   * @return for instance {@code application/json}, in lower case, or empty if there is none
   */
  public Optional<String> mediaType() {
    return header("Content-Type")
        .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        .filter(type -> !type.isEmpty());
  }

  /**
   * How long the server asks to be left alone: {@code Retry-After} as seconds or as a date (RFC
   * 9110, section 10.2.3).
   *
   * @param now the time from which a date is counted
   * @return the time to wait, zero for a date in the past, or empty where there is nothing to read
   */
  public Optional<Duration> retryAfter(Instant now) {
    return RetryAfter.of(this, now);
  }

  /**
   * The body.
   *
   * @return a copy of the bytes, empty where there was none
   */
  public byte[] body() {
    return body.clone();
  }

  /**
   * The body as a text in UTF-8; what is not UTF-8 becomes U+FFFD.
   *
   * @return the text
   */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /**
   * How often the call was sent for this answer.
   *
   * @return 1, or more where a {@link RetryingHttpTransport} repeated it
   */
  public int attempts() {
    return attempts;
  }

  /** The same answer, counted. */
  HttpReply withAttempts(int count) {
    return new HttpReply(status, headers, body, count);
  }

  /** The status and the size, never the content. */
  @Override
  public String toString() {
    return "HttpReply[status=" + status + ", bytes=" + body.length + "]";
  }
}
