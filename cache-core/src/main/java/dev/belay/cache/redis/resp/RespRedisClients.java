package dev.belay.cache.redis.resp;

import dev.belay.cache.redis.RedisClient;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.ConnectionFactory;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;

/**
 * Makes {@link RedisClient}s that speak Redis's own protocol (RESP 2) to one server, version 6.2 or
 * later, through Jedis.
 *
 * <p>The clients are safe for use by many threads and hold a pool of connections; make one and keep
 * it. Nothing is connected before the first call. The user needs the rights to the commands it
 * sends, and to {@code MULTI} and {@code EXEC} for transactions: a user that may not begin one
 * would have its commands run one by one. A Redis Cluster is not supported, except behind a proxy
 * that makes one server of it.
 */
public final class RespRedisClients {

  /** The variable with the address, which {@link #from} reads. */
  public static final String URL_VARIABLE = "REDIS_URL";

  private RespRedisClients() {}

  /**
   * A client with the default settings.
   *
   * @param address see {@link #builder}
   * @return the client
   * @throws InvalidArgumentException if the address is not of that form
   */
  public static RedisClient of(URI address) {
    return builder(address).build();
  }

  /**
   * A client of the server that {@value #URL_VARIABLE} names.
   *
   * @param environment where the variable is
   * @return the client
   * @throws ConfigurationException if the variable is missing or no such address
   */
  @SuppressWarnings("UnusedException") // It repeats the address, in which there is a password.
  public static RedisClient from(Environment environment) {
    Secret address =
        environment
            .secret(URL_VARIABLE)
            .orElseThrow(() -> new ConfigurationException("Set " + URL_VARIABLE));
    try {
      return of(URI.create(address.reveal()));
    } catch (IllegalArgumentException | InvalidArgumentException malformed) {
      throw new ConfigurationException(
          URL_VARIABLE + " must be redis://host:port or rediss://host:port");
    }
  }

  /**
   * Begins a client with other settings.
   *
   * @param address {@code redis://[[user]:password@]host[:port][/database]}, or {@code rediss} for
   *     TLS; the port is 6379 and the database 0 unless it says otherwise
   * @return a builder
   * @throws InvalidArgumentException if the address is not of that form
   */
  public static Builder builder(URI address) {
    return new Builder(RespAddress.of(address));
  }

  /** Collects the settings. Not for use by several threads. */
  public static final class Builder {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final RespAddress address;
    private @Nullable String user;
    private @Nullable Secret password;
    private @Nullable SSLContext sslContext;
    private Duration connectTimeout = Duration.ofSeconds(2);
    private Duration timeout = Duration.ofSeconds(5);
    private Duration poolWait = Duration.ofSeconds(2);
    private int connections = 16;

    private Builder(RespAddress address) {
      this.address = address;
      this.user = address.user();
      this.password = address.password();
    }

    /**
     * Sets the password of the default user.
     *
     * @param password the password
     * @return this
     */
    public Builder password(Secret password) {
      this.password = Objects.requireNonNull(password, "password");
      return this;
    }

    /**
     * Sets a user (Redis, "ACL") and the user's password.
     *
     * @param user the user's name
     * @param password the password
     * @return this
     */
    public Builder login(String user, Secret password) {
      this.user = Objects.requireNonNull(user, "user");
      return password(password);
    }

    /**
     * Sets which certificates are trusted; by default those of the JDK. The server's name is always
     * checked.
     *
     * @param sslContext the context
     * @return this
     * @throws InvalidArgumentException if the address is not {@code rediss}, so that the connection
     *     would be a plain one
     */
    public Builder sslContext(SSLContext sslContext) {
      if (!address.tls()) {
        throw new InvalidArgumentException("Certificates are for an address that begins rediss://");
      }
      this.sslContext = Objects.requireNonNull(sslContext, "sslContext");
      return this;
    }

    /**
     * Bounds the time until a connection stands; 2 seconds by default.
     *
     * @param time 1 millisecond to 10 minutes
     * @return this
     */
    public Builder connectTimeout(Duration time) {
      this.connectTimeout = checked(time);
      return this;
    }

    /**
     * Bounds how long the server may be silent while a reply is awaited; 5 seconds by default.
     *
     * @param time 1 millisecond to 10 minutes
     * @return this
     */
    public Builder timeout(Duration time) {
      this.timeout = checked(time);
      return this;
    }

    /**
     * Bounds how many calls are under way at once, and how long another one waits for its turn; 16
     * and 2 seconds by default.
     *
     * @param connections 1 to 1000
     * @param wait 1 millisecond to 10 minutes
     * @return this
     */
    public Builder connections(int connections, Duration wait) {
      if (connections < 1 || connections > 1000) {
        throw new InvalidArgumentException("The number of connections must be 1 to 1000");
      }
      this.connections = connections;
      this.poolWait = checked(wait);
      return this;
    }

    /**
     * Makes the client.
     *
     * @return the client, to be closed when it is no longer used
     */
    public RedisClient build() {
      RespSockets sockets = new RespSockets(address, tls(), connectTimeout, timeout);
      ConnectionFactory connections = new ConnectionFactory(sockets, settings());
      return new JedisRedisClient(new ConnectionPool(connections, poolSettings()));
    }

    @SuppressWarnings("UnusedException") // It could only say the same.
    private @Nullable SSLContext tls() {
      if (!address.tls() || sslContext != null) {
        return sslContext;
      }
      try {
        return SSLContext.getDefault();
      } catch (NoSuchAlgorithmException e) {
        throw new ConfigurationException("This JVM has no TLS");
      }
    }

    private JedisClientConfig settings() {
      DefaultJedisClientConfig.Builder settings =
          DefaultJedisClientConfig.builder()
              .resp2()
              .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
              .socketTimeoutMillis((int) timeout.toMillis())
              .database(address.database());
      if (user != null) {
        settings.user(user);
      }
      if (password != null) {
        settings.password(password.reveal());
      }
      return settings.build();
    }

    private ConnectionPoolConfig poolSettings() {
      ConnectionPoolConfig settings = new ConnectionPoolConfig();
      settings.setMaxTotal(connections);
      settings.setMaxIdle(connections);
      settings.setMaxWait(poolWait);
      settings.setJmxEnabled(false);
      return settings;
    }

    private static Duration checked(Duration time) {
      if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(LONGEST) > 0) {
        throw new InvalidArgumentException("A timeout must be 1 millisecond to 10 minutes");
      }
      return time;
    }
  }
}
