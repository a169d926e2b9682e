package dev.belay.auth;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.JdkHttpTransport;
import dev.belay.support.http.RetryPolicy;
import dev.belay.support.http.RetryingHttpTransport;
import dev.belay.support.supabase.SupabaseEnvironment;
import dev.belay.support.telemetry.TelemetryNames.Spans;
import dev.belay.support.telemetry.UserIdHash;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a service needs to know who is calling, made at once and traced: the verifier,
 * the client of Supabase Auth, the cookies and the sessions of one project. Immutable and safe for
 * use by many threads; make it once.
 *
 * <p>The making is a span {@code supabase.init}, each question who is calling a span {@code
 * supabase.auth.getUser}, each refresh a span {@code supabase.auth.refresh}, each sign-out a span
 * {@code supabase.auth.signOut}.
 */
public final class AuthClients {

  private final SupabaseProject project;
  private final AccessTokenVerifier verifier;
  private final AuthClient client;
  private final SessionCookies cookies;
  private final Sessions sessions;

  private AuthClients(Builder builder) {
    project = builder.project;
    client =
        new TracedAuthClient(
            AuthClient.of(project, builder.transport, builder.clock), builder.telemetry);
    AccessTokenVerifier.Builder verifying =
        AccessTokenVerifier.builder(project).transport(builder.transport).clock(builder.clock);
    if (builder.jwtSecret != null) {
      verifying.jwtSecret(builder.jwtSecret);
    }
    if (builder.online) {
      verifying.checkedOnline(client);
    }
    verifier = builder.verifierSettings.apply(verifying).build();
    cookies =
        builder.cookieSettings.apply(SessionCookies.builder(project).clock(builder.clock)).build();
    sessions =
        new TracedSessions(
            Sessions.builder(verifier, client, cookies).clock(builder.clock).build(),
            builder.telemetry,
            builder.userIdHash);
  }

  /**
   * Begins with what the environment says: {@code SUPABASE_URL}, {@code SUPABASE_PUBLISHABLE_KEY}
   * or {@code SUPABASE_ANON_KEY}, each also with {@code NEXT_PUBLIC_} before it; {@code
   * SUPABASE_JWT_SECRET} where the project signs with HS256; {@code TELEMETRY_HASH_SECRET} for
   * users in spans.
   *
   * @param environment where they are looked up
   * @return a builder
   * @throws ConfigurationException if one is missing, malformed, or set twice to different values;
   *     the message names it and does not repeat it
   */
  public static Builder fromEnvironment(Environment environment) {
    SupabaseEnvironment read = SupabaseEnvironment.of(environment);
    SupabaseProject project = SupabaseProject.of(read.url(), read.requirePublishableKey());
    Builder builder = of(project).userIdHash(UserIdHash.from(environment));
    read.jwtSecret().ifPresent(builder::jwtSecret);
    return builder;
  }

  /**
   * Begins with a project.
   *
   * @param project the project
   * @return a builder
   */
  public static Builder of(SupabaseProject project) {
    return new Builder(project);
  }

  /**
   * The project.
   *
   * @return the project
   */
  public SupabaseProject project() {
    return project;
  }

  /**
   * What checks access tokens.
   *
   * @return the verifier
   */
  public AccessTokenVerifier verifier() {
    return verifier;
  }

  /**
   * The requests to Supabase Auth.
   *
   * @return the client
   */
  public AuthClient client() {
    return client;
  }

  /**
   * The session cookies.
   *
   * @return the cookies
   */
  public SessionCookies cookies() {
    return cookies;
  }

  /**
   * Who is calling.
   *
   * @return the sessions
   */
  public Sessions sessions() {
    return sessions;
  }

  /** Collects the settings. Not for use by several threads. */
  public static final class Builder {

    private final SupabaseProject project;
    private @Nullable Secret jwtSecret;
    private boolean online;
    private UnaryOperator<AccessTokenVerifier.Builder> verifierSettings = UnaryOperator.identity();
    private UnaryOperator<SessionCookies.Builder> cookieSettings = UnaryOperator.identity();
    private OpenTelemetry telemetry = GlobalOpenTelemetry.getOrNoop();
    private UserIdHash userIdHash = UserIdHash.none();
    private Clock clock = Clock.systemUTC();
    private HttpTransport transport =
        RetryingHttpTransport.over(
            JdkHttpTransport.shared(),
            RetryPolicy.defaults().withAttemptTimeout(Duration.ofSeconds(5)));

    private Builder(SupabaseProject project) {
      this.project = Objects.requireNonNull(project, "project");
    }

    /**
     * Accepts HS256, see {@link AccessTokenVerifier.Builder#jwtSecret}.
     *
     * @param jwtSecret at least 32 bytes
     * @return this
     */
    public Builder jwtSecret(Secret jwtSecret) {
      this.jwtSecret = Objects.requireNonNull(jwtSecret, "jwtSecret");
      return this;
    }

    /**
     * Asks the server about each token as well, see {@link
     * AccessTokenVerifier.Builder#checkedOnline}.
     *
     * @return this
     */
    public Builder checkedOnline() {
      this.online = true;
      return this;
    }

    /**
     * Changes other settings of the verifier.
     *
     * @param settings called with its builder
     * @return this
     */
    public Builder verifier(UnaryOperator<AccessTokenVerifier.Builder> settings) {
      this.verifierSettings = Objects.requireNonNull(settings, "settings");
      return this;
    }

    /**
     * Changes settings of the cookies.
     *
     * @param settings called with their builder
     * @return this
     */
    public Builder cookies(UnaryOperator<SessionCookies.Builder> settings) {
      this.cookieSettings = Objects.requireNonNull(settings, "settings");
      return this;
    }

    /**
     * Sets where spans go; by default to the global one, if it is set by then.
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
     * Sets the clock.
     *
     * @param clock tells the time
     * @return this
     */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * Sets what sends the requests; by default the JDK's client, with three attempts.
     *
     * @param transport the transport
     * @return this
     */
    public Builder transport(HttpTransport transport) {
      this.transport = Objects.requireNonNull(transport, "transport");
      return this;
    }

    /**
     * Makes the clients, without a look at the network.
     *
     * @return the clients
     * @throws ConfigurationException if a secret is too short
     */
    public AuthClients build() {
      Span span =
          Instrumentation.begin(Instrumentation.tracer(telemetry), Spans.SUPABASE_INIT, "init");
      try {
        return new AuthClients(this);
      } catch (RuntimeException | Error failure) {
        Instrumentation.fail(span, failure.getClass().getName());
        throw failure;
      } finally {
        span.end();
      }
    }
  }
}
