package dev.belay.sql.rest;

import dev.belay.sql.RpcClient;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.JdkHttpTransport;
import dev.belay.support.http.RetryPolicy;
import dev.belay.support.http.RetryPolicy.StatusRule;
import dev.belay.support.http.RetryingHttpTransport;
import dev.belay.support.http.ServiceAddress;
import dev.belay.support.http.Sleeper;
import dev.belay.support.supabase.SupabaseEnvironment;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link RpcClient}s that call functions over PostgREST, alone or behind the gateway of a
 * Supabase project.
 *
 * <p>Each call is one {@code POST} of the arguments as a JSON object. The key must stand for {@code
 * service_role}: an {@code sb_secret_} key, which goes into the header {@code apikey} alone, or a
 * key of the older kind, which is a JWT and goes into {@code Authorization} too. A key is sent over
 * {@code https} only, except to this machine.
 *
 * <p>A call that is marked {@link dev.belay.sql.RpcCall#idempotent()} is repeated after faults that
 * pass (no connection, a lost connection, 503, 520, 429 with {@code Retry-After}), up to three
 * times in all and within the deadline. Every call is repeated where PostgREST says that it has not
 * begun it, as it does right after a migration. No other call is ever sent twice.
 *
 * <p>PostgREST 12 to 16. Sources: PostgREST, "Functions as RPC" and "Errors"; Supabase,
 * "Understanding API keys".
 */
public final class PostgrestRpcClients {

  private PostgrestRpcClients() {}

  /**
   * A client of a Supabase project with the default settings.
   *
   * @param projectUrl such as {@code https://<project>.supabase.co}
   * @param key the project's secret key
   * @return a client, safe for use by many threads
   * @throws InvalidArgumentException if the URL or the key is malformed
   */
  public static RpcClient supabase(URI projectUrl, Secret key) {
    return supabaseBuilder(projectUrl, key).build();
  }

  /**
   * A client of a PostgREST that nothing stands in front of, with the default settings.
   *
   * @param restUrl where PostgREST listens
   * @param token a JWT whose claim {@code role} is {@code service_role}
   * @return a client, safe for use by many threads
   * @throws InvalidArgumentException if the URL or the token is malformed
   */
  public static RpcClient at(URI restUrl, Secret token) {
    return builder(restUrl, token).build();
  }

  /**
   * Begins a client of the Supabase project that the environment names: {@code SUPABASE_URL} or
   * {@code NEXT_PUBLIC_SUPABASE_URL}, and {@code SUPABASE_SECRET_KEY} or the older {@code
   * SUPABASE_SERVICE_ROLE_KEY}.
   *
   * @param environment where they are looked up
   * @return a builder
   * @throws dev.belay.support.ConfigurationException if one is missing or malformed; the message
   *     names it and does not repeat it
   */
  public static Builder fromEnvironment(Environment environment) {
    SupabaseEnvironment project = SupabaseEnvironment.of(environment);
    return supabaseBuilder(project.url(), project.requireSecretKey());
  }

  /**
   * Begins a client of a Supabase project with other settings.
   *
   * @param projectUrl such as {@code https://<project>.supabase.co}
   * @param key the project's secret key, or its publishable key for {@link Builder#asUser}
   * @return a builder
   * @throws InvalidArgumentException if the URL is malformed
   */
  public static Builder supabaseBuilder(URI projectUrl, Secret key) {
    return new Builder(ServiceAddress.origin(projectUrl).resolve("/rest/v1/"), key);
  }

  /**
   * Begins a client of a PostgREST at any address with other settings.
   *
   * @param restUrl where PostgREST listens
   * @param key a JWT, or what a gateway at that address takes for {@code apikey}
   * @return a builder
   * @throws InvalidArgumentException if the URL is malformed
   */
  public static Builder builder(URI restUrl, Secret key) {
    return new Builder(ServiceAddress.base(restUrl), key);
  }

  /** Collects the settings. Not for use by several threads. */
  public static final class Builder {

    private static final Pattern SCHEMA = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");
    private static final Duration LONGEST_DEADLINE = Duration.ofHours(1);
    private static final int MOST_CONNECTIONS = 10_000;

    private final URI restUrl;
    private final Secret key;
    private @Nullable Secret userToken;
    private @Nullable HttpTransport transport;
    private String schema = "public";
    private Duration deadline = Duration.ofSeconds(12);
    private int responseLimit = 16 << 20;
    private int maxConnections = 32;
    private Clock clock = Clock.systemUTC();
    private Sleeper sleeper = Sleeper.system();

    private Builder(URI restUrl, Secret key) {
      this.restUrl = restUrl;
      this.key = Objects.requireNonNull(key, "key");
    }

    /**
     * Calls as a signed-in user instead of as the key's own role.
     *
     * @param token the user's access token; the key beside it must not be a secret one
     * @return this
     */
    public Builder asUser(Secret token) {
      this.userToken = Objects.requireNonNull(token, "token");
      return this;
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
     * Names the schema of the functions, which PostgREST must expose; {@code public} by default.
     *
     * @param schema letters, digits and underscores, at most 63
     * @return this
     */
    public Builder schema(String schema) {
      this.schema = Objects.requireNonNull(schema, "schema");
      return this;
    }

    /**
     * Bounds a whole call with all its repetitions; 12 seconds by default, which is more than the 8
     * seconds after which a Supabase project ends a statement.
     *
     * @param deadline more than zero, at most an hour
     * @return this
     */
    public Builder deadline(Duration deadline) {
      this.deadline = Objects.requireNonNull(deadline, "deadline");
      return this;
    }

    /**
     * Bounds an answer; 16 MiB by default. A larger one is a {@link
     * dev.belay.support.http.HttpExchangeException}.
     *
     * @param bytes 1 or more
     * @return this
     */
    public Builder responseLimit(int bytes) {
      this.responseLimit = bytes;
      return this;
    }

    /**
     * Bounds how many requests run at once, and so the connections; 32 by default. Further calls
     * wait their turn within their deadline.
     *
     * @param count 1 to 10000
     * @return this
     */
    public Builder maxConnections(int count) {
      this.maxConnections = count;
      return this;
    }

    /** For tests that do not wait. */
    Builder time(Clock clock, Sleeper sleeper) {
      this.clock = clock;
      this.sleeper = sleeper;
      return this;
    }

    /**
     * Makes the client.
     *
     * @return a client, safe for use by many threads
     * @throws InvalidArgumentException if a setting is out of its range, if the key or token cannot
     *     stand in a header, or if a user's token comes with a secret key
     */
    public RpcClient build() {
      if (!SCHEMA.matcher(schema).matches()) {
        throw new InvalidArgumentException("Not the name of a schema that can be exposed");
      }
      if (deadline.isNegative() || deadline.isZero() || deadline.compareTo(LONGEST_DEADLINE) > 0) {
        throw new InvalidArgumentException("The deadline must be above zero and within an hour");
      }
      if (responseLimit < 1) {
        throw new InvalidArgumentException("The limit of a response must be above zero");
      }
      if (maxConnections < 1 || maxConnections > MOST_CONNECTIONS) {
        throw new InvalidArgumentException(
            "The number of connections must be 1 to " + MOST_CONNECTIONS);
      }
      Credential credential = Credential.of(key, userToken);
      return new PostgrestRpcClient(layers(), restUrl, credential, schema, deadline, responseLimit);
    }

    private HttpTransport layers() {
      HttpTransport sending = transport == null ? JdkHttpTransport.shared() : transport;
      HttpTransport bounded = new BoundedTransport(sending, maxConnections);
      HttpTransport retrying =
          RetryingHttpTransport.over(bounded, policy(), clock, sleeper, new Random());
      return new UnbegunTransport(retrying, clock, sleeper);
    }

    /** An attempt may take the whole time: one that ran out of it may still be running there. */
    private RetryPolicy policy() {
      return new RetryPolicy(
          3,
          Duration.ofMillis(100),
          Duration.ofSeconds(2),
          deadline,
          Map.of(
              429, StatusRule.ONLY_WITH_RETRY_AFTER,
              503, StatusRule.AFTER_PAUSE,
              520, StatusRule.AFTER_PAUSE));
    }
  }
}
