package dev.belay.auth;

import dev.belay.support.BackendUnavailableException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.JdkHttpTransport;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the access token of a Supabase user: signature, issuer, audience, time, role and subject.
 *
 * <p>Safe for use by many threads; make one per project and keep it, since it keeps the project's
 * keys. ES256, RS256 and Ed25519 are checked with the keys that the project publishes, HS256 with
 * the project's secret if there is one. The key decides the algorithm, never the token; {@code
 * none} is refused, and so are keys that a token brings along.
 *
 * <p>It does <em>not</em> notice that a user has signed out or was banned before the token's time
 * is over; {@link Builder#checkedOnline} asks the server for that, at the price of a round trip.
 *
 * @see <a href="https://supabase.com/docs/guides/auth/jwts">Supabase: JWTs</a>, RFC 7515, RFC 7519,
 *     RFC 8725
 */
@FunctionalInterface
public interface AccessTokenVerifier {

  /** The longest token, in characters: what fits behind {@code Bearer} in a header. */
  int MAX_LENGTH = 8000;

  /**
   * Checks a token.
   *
   * @param accessToken the token, without {@code Bearer}
   * @return its user
   * @throws AuthRefusedException if it is not a good one; {@link AuthRefusedException#reason()}
   *     says why
   * @throws BackendUnavailableException if the project's keys, or the online check, cannot be had:
   *     the token may be good
   */
  CurrentUser verify(Secret accessToken);

  /**
   * Forgets a token that was found good, see {@link Builder#rememberedTokens}. It stays as good as
   * its signature says.
   *
   * @param accessToken the token
   */
  default void forget(Secret accessToken) {}

  /**
   * Begins a verifier.
   *
   * @param project whose tokens are checked
   * @return a builder
   */
  static Builder builder(SupabaseProject project) {
    return new Builder(project);
  }

  /**
   * Collects the settings. Not for use by several threads.
   *
   * <p>Unless told otherwise: no HS256, the project's own issuer, audience and role {@code
   * authenticated}, clocks that differ by at most 30 seconds, published keys that serve for at most
   * ten minutes while they cannot be fetched again, and 1000 good tokens that are remembered.
   */
  final class Builder {

    private static final Duration MOST_TOLERANCE = Duration.ofMinutes(5);
    private static final Duration MOST_STALE = Duration.ofHours(24);
    private static final int MOST_TOKENS = 100_000;

    private final SupabaseProject project;
    private @Nullable VerificationKey secret;
    private Set<String> issuers;
    private String audience = "authenticated";
    private Set<String> roles = Set.of("authenticated");
    private Duration tolerance = Duration.ofSeconds(30);
    private Duration staleKeys = Duration.ofMinutes(10);
    private int rememberedTokens = 1000;
    private Clock clock = Clock.systemUTC();
    private HttpTransport transport = JdkHttpTransport.shared();
    private @Nullable AuthClient online;

    private Builder(SupabaseProject project) {
      this.project = Objects.requireNonNull(project, "project");
      this.issuers = Set.of(project.issuer());
    }

    /**
     * Accepts HS256, for projects that still sign with their JWT secret.
     *
     * @param jwtSecret the secret as the project's settings show it, at least 32 bytes
     * @return this
     * @throws ConfigurationException if it is shorter, or an API key
     */
    public Builder jwtSecret(Secret jwtSecret) {
      this.secret = HmacKey.of(jwtSecret);
      return this;
    }

    /**
     * Sets the accepted values of {@code iss}, for a project with a domain of its own or one that
     * somebody hosts.
     *
     * @param issuers at least one
     * @return this
     */
    public Builder issuers(Set<String> issuers) {
      this.issuers = Set.copyOf(issuers);
      return this;
    }

    /**
     * Sets what {@code aud} must be, or hold.
     *
     * @param audience not blank
     * @return this
     */
    public Builder audience(String audience) {
      this.audience = Objects.requireNonNull(audience, "audience");
      return this;
    }

    /**
     * Sets the accepted roles, which are the values of the claim of that name.
     *
     * @param roles at least one
     * @return this
     */
    public Builder roles(Set<String> roles) {
      this.roles = Set.copyOf(roles);
      return this;
    }

    /**
     * Sets by how much this machine's clock may differ from the server's.
     *
     * @param tolerance whole seconds, from zero to five minutes
     * @return this
     */
    public Builder tolerance(Duration tolerance) {
      this.tolerance = Objects.requireNonNull(tolerance, "tolerance");
      return this;
    }

    /**
     * Sets for how long published keys serve while they cannot be fetched again. A key that was
     * revoked serves for that long too.
     *
     * @param staleKeys from zero to one day
     * @return this
     */
    public Builder staleKeys(Duration staleKeys) {
      this.staleKeys = Objects.requireNonNull(staleKeys, "staleKeys");
      return this;
    }

    /**
     * Sets how many good tokens are remembered, so that the signature of one that comes again need
     * not be checked again; 1000 by default. Its claims and its key are. Each takes the memory of
     * its text, and shows it in a heap dump.
     *
     * @param rememberedTokens zero, for none, to 100,000
     * @return this
     */
    public Builder rememberedTokens(int rememberedTokens) {
      this.rememberedTokens = rememberedTokens;
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
     * Sets what fetches the keys. The call has a deadline of 5 seconds and need not be repeated.
     *
     * @param transport the transport
     * @return this
     */
    public Builder transport(HttpTransport transport) {
      this.transport = Objects.requireNonNull(transport, "transport");
      return this;
    }

    /**
     * Asks the server about each token as well ({@code GET /auth/v1/user}), which alone sees that a
     * user has signed out or was banned. Without a {@link #jwtSecret} an HS256 token is then
     * checked by the server alone.
     *
     * @param client asks the server
     * @return this
     */
    public Builder checkedOnline(AuthClient client) {
      this.online = Objects.requireNonNull(client, "client");
      return this;
    }

    /**
     * Checks the settings and makes the verifier, without a look at the network.
     *
     * @return the verifier
     * @throws InvalidArgumentException if a setting is out of its range
     */
    public AccessTokenVerifier build() {
      require(!issuers.isEmpty() && !roles.isEmpty(), "Name at least one issuer and one role");
      require(!audience.isBlank(), "The audience must not be blank");
      require(isWithin(tolerance, MOST_TOLERANCE), "A tolerance is zero to five minutes");
      require(isWithin(staleKeys, MOST_STALE), "Stale keys serve for zero to 24 hours");
      require(
          rememberedTokens >= 0 && rememberedTokens <= MOST_TOKENS,
          "Remember zero to 100,000 tokens");
      KeySource published =
          new JwksKeySource(
              transport, project.authUrl().resolve(".well-known/jwks.json"), clock, staleKeys);
      ClaimRules rules = new ClaimRules(issuers, audience, roles, tolerance, clock);
      AccessTokenVerifier local =
          new LocalTokenVerifier(
              new ProjectKeySource(secret, published),
              rules,
              new SeenTokens(rememberedTokens),
              online != null && secret == null);
      return online == null ? local : new OnlineTokenVerifier(local, online);
    }

    private static boolean isWithin(Duration time, Duration most) {
      return !time.isNegative() && time.compareTo(most) <= 0;
    }

    private static void require(boolean condition, String otherwise) {
      if (!condition) {
        throw new InvalidArgumentException(otherwise);
      }
    }
  }
}
