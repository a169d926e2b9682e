package dev.belay.realtime.supabase;

import dev.belay.realtime.TopicAuthorizer;
import dev.belay.realtime.TopicAuthorizers;
import dev.belay.realtime.broadcast.Broadcaster;
import dev.belay.realtime.broadcast.Broadcasters;
import dev.belay.realtime.channel.RealtimeClient;
import dev.belay.realtime.channel.RealtimeClientBuilder;
import dev.belay.sql.RpcClient;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.sql.rest.PostgrestRpcClients;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.JdkHttpTransport;
import dev.belay.support.http.ServiceAddress;
import dev.belay.support.supabase.SupabaseEnvironment;
import dev.belay.support.telemetry.OperationalAlerts;
import dev.belay.support.telemetry.TelemetryNames.Attributes;
import dev.belay.support.telemetry.TelemetryNames.Spans;
import dev.belay.support.telemetry.UserIdHash;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.net.URI;
import java.util.Objects;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a service needs of Realtime, made at once and traced, for one Supabase project:
 * who may use a topic, messages to one, and channels. Immutable and safe for use by many threads;
 * make it once.
 *
 * <p>The database is asked over REST with the project's secret key, or over JDBC where a {@link
 * Builder#dataSource} is given; without both there is neither an authorizer nor a broadcaster.
 * Channels, and messages that a user sends, take the publishable key. The making is a span {@code
 * supabase.init}.
 */
public final class RealtimeClients {

  private final URI projectUrl;
  private final @Nullable Secret publishableKey;
  private final @Nullable TopicAuthorizer authorizer;
  private final @Nullable Broadcaster broadcaster;
  private final HttpTransport transport;
  private final OpenTelemetry telemetry;

  private RealtimeClients(Builder builder) {
    projectUrl = builder.projectUrl;
    publishableKey = builder.publishableKey;
    transport = builder.transport;
    telemetry = builder.telemetry;
    RpcClient rpc = builder.rpc();
    authorizer =
        rpc == null
            ? null
            : TopicAuthorizers.builder(rpc)
                .telemetry(telemetry)
                .userIdHash(builder.userIdHash)
                .alerts(builder.alerts)
                .build();
    broadcaster = rpc == null ? null : Broadcasters.over(rpc, telemetry);
    if (publishableKey != null) {
      RealtimeClientBuilder unused = client(); // checks the key
    }
  }

  /**
   * Begins with what the environment says: {@code SUPABASE_URL}, {@code SUPABASE_PUBLISHABLE_KEY}
   * or {@code SUPABASE_ANON_KEY}, each also with {@code NEXT_PUBLIC_} before it; {@code
   * SUPABASE_SECRET_KEY} or {@code SUPABASE_SERVICE_ROLE_KEY}; {@code TELEMETRY_HASH_SECRET} for
   * users in spans. The URL must be there; what lacks its key is refused when it is asked for.
   *
   * @param environment where they are looked up
   * @return a builder
   * @throws ConfigurationException if the URL is missing, or one is malformed, or set twice to
   *     different values; the message names it and does not repeat it
   */
  public static Builder fromEnvironment(Environment environment) {
    SupabaseEnvironment read = SupabaseEnvironment.of(environment);
    Builder builder = of(read.url()).userIdHash(UserIdHash.from(environment));
    read.publishableKey().ifPresent(builder::publishableKey);
    read.secretKey().ifPresent(builder::secretKey);
    return builder;
  }

  /**
   * Begins with a project.
   *
   * @param projectUrl such as {@code https://<project>.supabase.co}; {@code http} is for this
   *     machine only
   * @return a builder
   * @throws InvalidArgumentException if the URL is malformed
   */
  public static Builder of(URI projectUrl) {
    return new Builder(projectUrl);
  }

  /**
   * Who may read or write a topic.
   *
   * @return the authorizer, always the same; see {@link TopicAuthorizers#caching} too
   * @throws ConfigurationException if there is neither a secret key nor a data source
   */
  public TopicAuthorizer authorizer() {
    return needingTheDatabase(authorizer);
  }

  /**
   * Sends messages from the database, at once; they are kept for replay. For messages within a
   * transaction of yours see {@link Broadcasters#over}.
   *
   * @return the broadcaster, always the same
   * @throws ConfigurationException if there is neither a secret key nor a data source
   */
  public Broadcaster broadcaster() {
    return needingTheDatabase(broadcaster);
  }

  /**
   * Sends messages over HTTP as a signed-in user, whose policies are asked; they are not kept for
   * replay.
   *
   * @param accessToken gives the user's token, asked for each message; such as {@code
   *     currentUser::accessToken}
   * @return a broadcaster
   * @throws ConfigurationException if there is no publishable key
   */
  public Broadcaster broadcasterAsUser(Supplier<Secret> accessToken) {
    return Broadcasters.http(projectUrl, neededKey())
        .asUser(accessToken)
        .transport(transport)
        .telemetry(telemetry)
        .build();
  }

  /**
   * Begins a client that listens to channels, of one user or of nobody. Give it the user's access
   * tokens, and build it.
   *
   * @return a builder; the client that it makes has to be closed
   * @throws ConfigurationException if there is no publishable key
   */
  public RealtimeClientBuilder client() {
    return RealtimeClient.builder(projectUrl, neededKey()).telemetry(telemetry);
  }

  private Secret neededKey() {
    if (publishableKey == null) {
      throw new ConfigurationException("There is no publishable key: set SUPABASE_PUBLISHABLE_KEY");
    }
    return publishableKey;
  }

  private static <T> T needingTheDatabase(@Nullable T made) {
    if (made == null) {
      throw new ConfigurationException(
          "The database cannot be asked: set SUPABASE_SECRET_KEY, or give a DataSource");
    }
    return made;
  }

  /** Collects the settings. Not for use by several threads. */
  public static final class Builder {

    private final URI projectUrl;
    private @Nullable Secret publishableKey;
    private @Nullable Secret secretKey;
    private @Nullable DataSource dataSource;
    private HttpTransport transport = JdkHttpTransport.shared();
    private OpenTelemetry telemetry = GlobalOpenTelemetry.getOrNoop();
    private UserIdHash userIdHash = UserIdHash.none();
    private OperationalAlerts alerts = OperationalAlerts.of("belay");

    private Builder(URI projectUrl) {
      this.projectUrl = ServiceAddress.origin(projectUrl);
    }

    /**
     * Sets the key that lets users in.
     *
     * @param publishableKey the publishable key, or the older {@code anon} key
     * @return this
     */
    public Builder publishableKey(Secret publishableKey) {
      this.publishableKey = Objects.requireNonNull(publishableKey, "publishableKey");
      return this;
    }

    /**
     * Sets the key by which the database is asked over REST.
     *
     * @param secretKey the secret key, or the older {@code service_role} key
     * @return this
     */
    public Builder secretKey(Secret secretKey) {
      this.secretKey = Objects.requireNonNull(secretKey, "secretKey");
      return this;
    }

    /**
     * Asks the database over JDBC, even where there is a secret key.
     *
     * @param dataSource its login is a member of {@code service_role}
     * @return this
     */
    public Builder dataSource(DataSource dataSource) {
      this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
      return this;
    }

    /**
     * Sets what sends a request; by default {@link JdkHttpTransport#shared()}. Repetition is added
     * where it does no harm, so it must not repeat by itself.
     *
     * @param transport a transport without retries
     * @return this
     */
    public Builder transport(HttpTransport transport) {
      this.transport = Objects.requireNonNull(transport, "transport");
      return this;
    }

    /**
     * Sets where spans and metrics go; by default to the global one, if it is set by then.
     *
     * @param telemetry the telemetry
     * @return this
     */
    public Builder telemetry(OpenTelemetry telemetry) {
      this.telemetry = Objects.requireNonNull(telemetry, "telemetry");
      return this;
    }

    /**
     * Shows users in spans as keyed hashes; by default not at all.
     *
     * @param userIdHash the hash
     * @return this
     */
    public Builder userIdHash(UserIdHash userIdHash) {
      this.userIdHash = Objects.requireNonNull(userIdHash, "userIdHash");
      return this;
    }

    /**
     * Sets where alerts go; by default into the log, from source {@code belay}.
     *
     * @param alerts the receiver
     * @return this
     */
    public Builder alerts(OperationalAlerts alerts) {
      this.alerts = Objects.requireNonNull(alerts, "alerts");
      return this;
    }

    /**
     * Makes the clients, without a look at the network or the database.
     *
     * @return the clients
     * @throws InvalidArgumentException if a key cannot stand in a header, or the publishable one is
     *     a secret one
     */
    public RealtimeClients build() {
      Span span =
          telemetry
              .getTracer("dev.belay.realtime")
              .spanBuilder(Spans.SUPABASE_INIT)
              .setAttribute(Attributes.DB_SYSTEM, "postgres")
              .setAttribute(Attributes.DB_SUPABASE_OPERATION, "init")
              .startSpan();
      try {
        return new RealtimeClients(this);
      } catch (RuntimeException | Error failure) {
        span.setStatus(StatusCode.ERROR);
        span.setAttribute(Attributes.ERROR_TYPE, failure.getClass().getName());
        throw failure;
      } finally {
        span.end();
      }
    }

    private @Nullable RpcClient rpc() {
      if (dataSource != null) {
        return JdbcRpcClients.over(dataSource);
      }
      return secretKey == null
          ? null
          : PostgrestRpcClients.supabaseBuilder(projectUrl, secretKey).transport(transport).build();
    }
  }
}
