package dev.belay.support.http;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One HTTP request and the bounds of its answer.
 *
 * <p>Immutable and safe for use by many threads. Its {@link #toString()} names the method and the
 * server, and no more: a path, a query, a header and a body can each hold a secret.
 */
public final class HttpCall {

  /** What is asked for (RFC 9110, section 9; PATCH: RFC 5789). */
  public enum Method {
    /** Reads. */
    GET,
    /** Reads the headers alone. */
    HEAD,
    /** Does what the address stands for. */
    POST,
    /** Replaces. */
    PUT,
    /** Changes in part. */
    PATCH,
    /** Removes. */
    DELETE
  }

  private static final byte[] NOTHING = {};

  private final Method method;
  private final URI uri;
  private final List<HttpHeader> headers;
  private final byte[] body;
  private final Duration timeout;
  private final int responseLimit;
  private final boolean bodyDiscarded;
  private final boolean idempotent;

  private HttpCall(Builder builder) {
    method = builder.method;
    uri = builder.uri;
    headers = List.copyOf(builder.headers);
    body = builder.body;
    timeout = builder.timeout;
    responseLimit = builder.responseLimit;
    bodyDiscarded = builder.bodyDiscarded;
    idempotent = builder.idempotent;
  }

  /**
   * Begins a GET, which counts as idempotent.
   *
   * @param uri where to; see {@link #builder}
   * @return a builder
   */
  public static Builder get(URI uri) {
    return builder(Method.GET, uri);
  }

  /**
   * Begins a POST, which does not count as idempotent until the caller says so.
   *
   * @param uri where to; see {@link #builder}
   * @return a builder
   */
  public static Builder post(URI uri) {
    return builder(Method.POST, uri);
  }

  /**
   * Begins a call.
   *
   * @param method the method; GET and HEAD count as idempotent, the others only by {@link
   *     Builder#idempotent}
   * @param uri an absolute {@code http} or {@code https} address with a host, without user
   *     information and without a fragment
   * @return a builder
   * @throws InvalidArgumentException if the address is not of that form
   */
  public static Builder builder(Method method, URI uri) {
    return new Builder(method, uri);
  }

  /**
   * The method.
   *
   * @return the method
   */
  public Method method() {
    return method;
  }

  /**
   * The address, which can hold a secret in its path or query: do not print it.
   *
   * @return the address
   */
  public URI uri() {
    return uri;
  }

  /**
   * The server alone, which is safe to print.
   *
   * @return scheme, host and, where it is given, port
   */
  public String origin() {
    return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }

  /**
   * The headers, each name once.
   *
   * @return the headers in the order in which they were set
   */
  public List<HttpHeader> headers() {
    return headers;
  }

  /**
   * One header's value.
   *
   * @param name the name, in any case
   * @return the value, or empty if it is not set
   */
  public Optional<Secret> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(HttpHeader::value)
        .findFirst();
  }

  /**
   * The body.
   *
   * @return a copy of the bytes, empty where there is no body
   */
  public byte[] body() {
    return body.clone();
  }

  /** The body itself, for the transports of this package, which do not write to it. */
  byte[] sharedBody() {
    return body;
  }

  /**
   * How long the whole exchange may take: connecting, sending, waiting, reading the last byte of
   * the answer, and every repetition of it.
   *
   * @return the time, more than zero
   */
  public Duration timeout() {
    return timeout;
  }

  /**
   * How large the answer's body may be.
   *
   * @return the number of bytes
   */
  public int responseLimit() {
    return responseLimit;
  }

  /**
   * Whether only the status and the headers of the answer are wanted, see {@link
   * Builder#discardBody}.
   *
   * @return true where the body is dropped
   */
  public boolean discardsBody() {
    return bodyDiscarded;
  }

  /**
   * Whether sending the call twice has the effect of sending it once.
   *
   * @return true where it may be repeated
   */
  public boolean idempotent() {
    return idempotent;
  }

  /**
   * The same call with another bound on its time.
   *
   * @param timeout the time for the whole exchange, more than zero and at most one day
   * @return a copy
   */
  public HttpCall withTimeout(Duration timeout) {
    return new Builder(this).timeout(timeout).build();
  }

  /** The method and the server, never more. */
  @Override
  public String toString() {
    return method + " " + origin();
  }

  /**
   * Collects what a call needs. Not for use by several threads.
   *
   * <p>Unless told otherwise: no body, 30 seconds for the whole exchange, and an answer of at most
   * 1 MiB.
   */
  public static final class Builder {

    private static final Duration LONGEST = Duration.ofDays(1);

    private final Method method;
    private final URI uri;
    private final List<HttpHeader> headers = new ArrayList<>();
    private byte[] body = NOTHING;
    private Duration timeout = Duration.ofSeconds(30);
    private int responseLimit = 1 << 20;
    private boolean bodyDiscarded;
    private boolean idempotent;

    private Builder(Method method, URI uri) {
      this.method = Objects.requireNonNull(method, "method");
      this.uri = checked(Objects.requireNonNull(uri, "uri"));
      this.idempotent = method == Method.GET || method == Method.HEAD;
    }

    private Builder(HttpCall call) {
      method = call.method;
      uri = call.uri;
      headers.addAll(call.headers);
      body = call.body;
      timeout = call.timeout;
      responseLimit = call.responseLimit;
      bodyDiscarded = call.bodyDiscarded;
      idempotent = call.idempotent;
    }

    /** The messages do not hold the address: what is wrong with it can be a password in it. */
    private static URI checked(URI uri) {
      String scheme = uri.getScheme();
      if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
        throw new InvalidArgumentException("An address must begin with http:// or https://");
      }
      if (uri.getHost() == null) {
        throw new InvalidArgumentException(
            "An address must have a host of letters, digits, hyphens and dots");
      }
      if (uri.getRawUserInfo() != null) {
        throw new InvalidArgumentException("An address must not hold a user name or password");
      }
      if (uri.getRawFragment() != null) {
        throw new InvalidArgumentException("An address must not hold a fragment");
      }
      return uri;
    }

    /**
     * Sets a header, in place of one of the same name.
     *
     * @param name the name, see {@link HttpHeader}
     * @param value the value, not empty, see {@link HttpHeader}
     * @return this
     * @throws InvalidArgumentException if the name or the value is not allowed
     */
    public Builder header(String name, String value) {
      return header(name, Secret.of(value));
    }

    /**
     * Sets a header whose value is a secret, in place of one of the same name.
     *
     * @param name the name, see {@link HttpHeader}
     * @param value the value, see {@link HttpHeader}
     * @return this
     * @throws InvalidArgumentException if the name or the value is not allowed
     */
    public Builder header(String name, Secret value) {
      return header(new HttpHeader(name, value));
    }

    /**
     * Sets a header that was checked before, in place of one of the same name.
     *
     * @param header the header
     * @return this
     */
    public Builder header(HttpHeader header) {
      headers.removeIf(old -> old.name().equalsIgnoreCase(header.name()));
      headers.add(header);
      return this;
    }

    /**
     * Sets {@code Authorization: Bearer} (RFC 6750, section 2.1).
     *
     * @param token the token
     * @return this
     * @throws InvalidArgumentException if the token cannot stand in a header
     */
    public Builder bearer(Secret token) {
      return header("Authorization", Secret.of("Bearer " + token.reveal()));
    }

    /**
     * Sets the body and its {@code Content-Type}.
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
     * Sets a JSON text as the body, in UTF-8.
     *
     * @param json the text
     * @return this
     */
    public Builder json(String json) {
      return body("application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Bounds the whole exchange, see {@link HttpCall#timeout()}.
     *
     * @param timeout more than zero and at most one day
     * @return this
     */
    public Builder timeout(Duration timeout) {
      this.timeout = Objects.requireNonNull(timeout, "timeout");
      return this;
    }

    /**
     * Bounds the answer's body.
     *
     * @param bytes the most that is read, zero or more
     * @return this
     */
    public Builder responseLimit(int bytes) {
      this.responseLimit = bytes;
      return this;
    }

    /**
     * Drops the answer's body: only its status and headers are wanted. At most as many bytes as the
     * {@link #responseLimit limit} are read, so that the connection can be used again; of a larger
     * body the rest is cut off with the connection, which is no failure.
     *
     * @return this
     */
    public Builder discardBody() {
      this.bodyDiscarded = true;
      return this;
    }

    /**
     * Says whether the call may be repeated when it is not known whether it took effect.
     *
     * @param idempotent true where sending it twice has the effect of sending it once
     * @return this
     */
    public Builder idempotent(boolean idempotent) {
      this.idempotent = idempotent;
      return this;
    }

    /**
     * Checks the bounds and makes the call.
     *
     * @return the call
     * @throws InvalidArgumentException if a bound is out of its range, or a GET or HEAD has a body
     */
    public HttpCall build() {
      if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
        throw new InvalidArgumentException("A timeout must be more than zero and at most one day");
      }
      if (responseLimit < 0) {
        throw new InvalidArgumentException("The limit of a response must not be negative");
      }
      if (body.length > 0 && (method == Method.GET || method == Method.HEAD)) {
        throw new InvalidArgumentException("A " + method + " has no body");
      }
      return new HttpCall(this);
    }
  }
}
