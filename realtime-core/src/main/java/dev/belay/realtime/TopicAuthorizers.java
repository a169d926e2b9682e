package dev.belay.realtime;

import dev.belay.sql.RpcClient;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.telemetry.OperationalAlerts;
import dev.belay.support.telemetry.UserIdHash;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Makes {@link TopicAuthorizer}s. */
public final class TopicAuthorizers {

  /** The greatest age of a decision that is remembered. */
  public static final Duration GREATEST_AGE = Duration.ofSeconds(60);

  private static final int DEFAULT_ENTRIES = 10_000;

  private TopicAuthorizers() {}

  /**
   * One that asks the database each time, and speaks to the global OpenTelemetry.
   *
   * @param rpc calls {@code authorize_topics} and {@code explain_topic}, over JDBC or over REST;
   *     its login must be a member of {@code service_role}
   * @return the authorizer
   */
  public static TopicAuthorizer over(RpcClient rpc) {
    return builder(rpc).build();
  }

  /**
   * Begins one that asks the database each time.
   *
   * @param rpc as with {@link #over}
   * @return a builder
   */
  public static Builder builder(RpcClient rpc) {
    return new Builder(rpc);
  }

  /**
   * One that remembers what another decided, up to 10,000 decisions.
   *
   * @param delegate decides what is not remembered
   * @param age how long a decision is remembered: above zero, at most {@link #GREATEST_AGE}
   * @return the cache
   * @throws InvalidArgumentException if the age is out of bounds
   */
  public static TopicDecisionCache caching(TopicAuthorizer delegate, Duration age) {
    return caching(delegate, age, DEFAULT_ENTRIES, Clock.systemUTC());
  }

  /**
   * One that remembers what another decided.
   *
   * @param delegate decides what is not remembered
   * @param age how long a decision is remembered: above zero, at most {@link #GREATEST_AGE}
   * @param mostEntries how many decisions it remembers, 1 to 1,000,000; each takes up to a kilobyte
   * @param clock tells how old a decision is
   * @return the cache
   * @throws InvalidArgumentException if the age or the number is out of bounds
   */
  public static TopicDecisionCache caching(
      TopicAuthorizer delegate, Duration age, int mostEntries, Clock clock) {
    Objects.requireNonNull(delegate, "delegate");
    Objects.requireNonNull(clock, "clock");
    if (age.isNegative() || age.isZero() || age.compareTo(GREATEST_AGE) > 0) {
      throw new InvalidArgumentException(
          "A decision must be remembered for more than zero and at most 60 seconds");
    }
    if (mostEntries < 1 || mostEntries > 1_000_000) {
      throw new InvalidArgumentException("A cache must hold 1 to 1,000,000 decisions");
    }
    return new BoundedTopicDecisionCache(delegate, age, mostEntries, clock);
  }

  /**
   * One without a database, for tests: the kinds' rules are Java. It denies what a database that
   * has kinds with the same rules denies, for the same reason, and knows {@link TopicKind#user} by
   * itself.
   *
   * @param kinds the kinds, each prefix once; one of prefix {@code user} replaces the built-in one
   * @return the authorizer
   * @throws InvalidArgumentException if a prefix comes twice
   */
  public static TopicAuthorizer inMemory(TopicKind... kinds) {
    List<TopicKind> all = new ArrayList<>(List.of(kinds));
    if (all.stream().map(TopicKind::prefix).distinct().count() < all.size()) {
      throw new InvalidArgumentException("A prefix can be registered once");
    }
    if (all.stream().noneMatch(kind -> kind.prefix().equals("user"))) {
      all.add(TopicKind.user());
    }
    return new InMemoryTopicAuthorizer(all);
  }

  /** Settings of an authorizer that asks the database. Not safe for use by many threads. */
  public static final class Builder {

    private final RpcClient rpc;
    private OpenTelemetry telemetry = GlobalOpenTelemetry.getOrNoop();
    private UserIdHash userIdHash = UserIdHash.none();
    private OperationalAlerts alerts = OperationalAlerts.of("belay");

    private Builder(RpcClient rpc) {
      this.rpc = Objects.requireNonNull(rpc, "rpc");
    }

    /**
     * Where spans and metrics go. Default: the global one, if it is set by now.
     *
     * @param to the receiver
     * @return this builder
     */
    public Builder telemetry(OpenTelemetry to) {
      this.telemetry = Objects.requireNonNull(to, "telemetry");
      return this;
    }

    /**
     * How users appear in spans. Default: not at all.
     *
     * @param hash makes a word of an id
     * @return this builder
     */
    public Builder userIdHash(UserIdHash hash) {
      this.userIdHash = Objects.requireNonNull(hash, "userIdHash");
      return this;
    }

    /**
     * Where alerts go. Default: into the log, from source {@code belay}.
     *
     * @param to the receiver
     * @return this builder
     */
    public Builder alerts(OperationalAlerts to) {
      this.alerts = Objects.requireNonNull(to, "alerts");
      return this;
    }

    /**
     * Makes the authorizer.
     *
     * @return the authorizer
     */
    public TopicAuthorizer build() {
      return new TracedTopicAuthorizer(new RpcTopicAuthorizer(rpc), telemetry, userIdHash, alerts);
    }
  }
}
