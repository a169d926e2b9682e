package dev.belay.cache.redis.rest;

import dev.belay.cache.redis.RedisClient;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpHeader;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.JdkHttpTransport;
import dev.belay.support.http.RetryPolicy;
import dev.belay.support.http.RetryPolicy.StatusRule;
import dev.belay.support.http.RetryingHttpTransport;
import dev.belay.support.http.ServiceAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * Makes {@link RedisClient}s that speak Upstash's REST protocol.
 *
 * <p>Each call is one {@code POST}. The token is sent over {@code https} only, except to this
 * machine. A client echoes the sync token of the last answer, so that it reads its own writes from
 * a replica; make one client per database and keep it. What <em>another</em> process wrote, a
 * replica of a global database can still show late.
 *
 * <p>A call whose commands are all {@linkplain dev.belay.cache.redis.RedisCommand#idempotent()
 * idempotent} is repeated after faults that pass (no connection, a lost connection, 502, 503, 520,
 * 429 with {@code Retry-After}), up to three times in all and within its timeout. No other call is
 * ever sent twice.
 *
 * <p>The clients are safe for use by many threads. Source: Upstash, "REST API" and "Read Your
 * Writes".
 */
public final class UpstashRedisClients {

  /** The variable with the address, which {@link #from} reads. */
  public static final String URL_VARIABLE = "UPSTASH_REDIS_REST_URL";

  /** The variable with the token, which {@link #from} reads. */
  public static final String TOKEN_VARIABLE = "UPSTASH_REDIS_REST_TOKEN";

  private UpstashRedisClients() {}

  /**
   * A client with the default settings.
   *
   * @param url the database's REST URL
   * @param token its standard token; the read-only one is refused for writes
   * @return the client
   * @throws InvalidArgumentException if the URL or the token is malformed
   */
  public static RedisClient of(URI url, Secret token) {
    return builder(url, token).build();
  }

  /**
   * A client of the database that {@value #URL_VARIABLE} and {@value #TOKEN_VARIABLE} name.
   *
   * @param environment where the variables are
   * @return the client
   * @throws ConfigurationException if a variable is missing or malformed
   */
  @SuppressWarnings("UnusedException") // It repeats the address.
  public static RedisClient from(Environment environment) {
    String url =
        environment
            .get(URL_VARIABLE)
            .orElseThrow(() -> new ConfigurationException("Set " + URL_VARIABLE));
    Secret token =
        environment
            .secret(TOKEN_VARIABLE)
            .orElseThrow(() -> new ConfigurationException("Set " + TOKEN_VARIABLE));
    try {
      return of(URI.create(url), token);
    } catch (IllegalArgumentException | InvalidArgumentException malformed) {
      throw new ConfigurationException(
          URL_VARIABLE + " must be an https:// URL, and " + TOKEN_VARIABLE + " visible ASCII");
    }
  }

  /**
   * Begins a client with other settings.
   *
   * @param url the database's REST URL
   * @param token its token
   * @return a builder
   * @throws InvalidArgumentException if the URL or the token is malformed
   */
  public static Builder builder(URI url, Secret token) {
    return new Builder(ServiceAddress.base(url), token);
  }

  /** Collects the settings. Not for use by several threads. */
  public static final class Builder {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final URI address;
    private final Secret token;
    private HttpTransport transport = JdkHttpTransport.shared();
    private RetryPolicy retries =
        new RetryPolicy(
            3,
            Duration.ofMillis(50),
            Duration.ofSeconds(1),
            LONGEST,
            Map.of(
                429, StatusRule.ONLY_WITH_RETRY_AFTER,
                502, StatusRule.AFTER_PAUSE,
                503, StatusRule.AFTER_PAUSE,
                520, StatusRule.AFTER_PAUSE));

    private Duration timeout = Duration.ofSeconds(5);
    private int responseLimit = 16 << 20;
    private boolean keyLocking = true;

    private Builder(URI address, Secret token) {
      this.address = address;
      this.token = new HttpHeader("Authorization", token).value();
    }

    /**
     * Sets what sends a request; by default {@link JdkHttpTransport#shared()}. Repetition is added
     * here, so it must not repeat by itself.
     *
     * @param transport a transport without retries
     * @return this
     */
    public Builder transport(HttpTransport transport) {
      this.transport = Objects.requireNonNull(transport, "transport");
      return this;
    }

    /**
     * Sets how often and how soon a call that may be repeated is repeated; three times in all by
     * default, after pauses of up to 50 milliseconds and more.
     *
     * @param policy the policy
     * @return this
     */
    public Builder retries(RetryPolicy policy) {
      this.retries = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /**
     * Bounds a whole call with all its repetitions; 5 seconds by default.
     *
     * @param time 1 millisecond to 10 minutes
     * @return this
     */
    public Builder timeout(Duration time) {
      if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(LONGEST) > 0) {
        throw new InvalidArgumentException("A timeout must be 1 millisecond to 10 minutes");
      }
      this.timeout = time;
      return this;
    }

    /**
     * Bounds an answer, which is a third larger than what it holds; 16 MiB by default.
     *
     * @param bytes 1 or more
     * @return this
     */
    public Builder responseLimit(int bytes) {
      if (bytes < 1) {
        throw new InvalidArgumentException("The limit of a response must be above zero");
      }
      this.responseLimit = bytes;
      return this;
    }

    /**
     * Says whether scripts begin with {@code #!lua flags=allow-key-locking}; true by default.
     * Upstash then locks a script's keys and not the whole database. A Redis behind a proxy that
     * only speaks Upstash's protocol does not know that line.
     *
     * @param keyLocking whether the line is added
     * @return this
     */
    public Builder scriptsLockTheirKeys(boolean keyLocking) {
      this.keyLocking = keyLocking;
      return this;
    }

    /**
     * Makes the client.
     *
     * @return the client
     */
    public RedisClient build() {
      return new UpstashRedisClient(
          RetryingHttpTransport.over(transport, retries),
          address,
          token,
          new CommandBody(keyLocking),
          timeout,
          responseLimit);
    }
  }
}
