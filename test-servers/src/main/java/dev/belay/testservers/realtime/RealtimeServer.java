package dev.belay.testservers.realtime;

import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.postgrest.ProjectKeys;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.sql.DataSource;

/**
 * A stand-in of Supabase Realtime behind its project's gateway, on a free port of loopback.
 *
 * <p>It speaks both serializers of the protocol with their binary broadcasts, has broadcasts with
 * acknowledgement and replay, presence, both ways to broadcast by HTTP, and passes on what is
 * committed to {@code realtime.messages}. Who may use a private channel it really asks the
 * database, in the steps of the real server. It needs schema {@code realtime}, such as that of
 * {@link dev.belay.testservers.SupabaseShape}, adds a trigger to its table, and makes the daily
 * partitions.
 *
 * <p>It does <em>not</em> imitate changes of tables, key sets, the storing of messages that clients
 * send, or the pause before an upgrade is refused. A join waits in its own connection, as on the
 * real server; here all else does too. Safe for use by many threads.
 *
 * @see <a href="https://supabase.com/docs/guides/realtime/protocol">Supabase: Realtime protocol</a>
 */
public final class RealtimeServer implements AutoCloseable {

  private final Project project;
  private final DatabaseMessages database;
  private final RealtimeHttp http;

  private RealtimeServer(Project project, DatabaseMessages database, RealtimeHttp http) {
    this.project = project;
    this.database = database;
    this.http = http;
  }

  /**
   * Starts a server without limits.
   *
   * @param database with schema {@code realtime}
   * @param keys the project's credentials
   * @return the server, to be closed by the caller
   */
  public static RealtimeServer start(PostgresDatabase database, ProjectKeys keys) {
    return over(database, keys).start();
  }

  /**
   * Prepares a server that knows the keys of both kinds.
   *
   * @param database with schema {@code realtime}
   * @param keys the project's credentials
   * @return a builder
   */
  public static Builder over(PostgresDatabase database, ProjectKeys keys) {
    return new Builder(database.dataSource(), keys.jwtSecret(), ApiKeys.of(keys));
  }

  /**
   * Prepares a server that knows tokens alone, such as those of {@code SupabaseAuthServer} with
   * HS256. A client's key must be one too.
   *
   * @param database with schema {@code realtime}
   * @param jwtSecret what tokens are signed with
   * @return a builder
   */
  public static Builder over(PostgresDatabase database, String jwtSecret) {
    return new Builder(database.dataSource(), jwtSecret, ApiKeys.none());
  }

  /**
   * The project's address.
   *
   * @return such as {@code http://127.0.0.1:8000}
   */
  public URI url() {
    return URI.create("http://127.0.0.1:" + http.port());
  }

  /**
   * Where sockets open; also at {@code /socket/websocket}, as on a server of one's own.
   *
   * @return such as {@code ws://127.0.0.1:8000/realtime/v1/websocket}
   */
  public URI webSocketUrl() {
    return URI.create("ws://127.0.0.1:" + http.port() + "/realtime/v1/websocket");
  }

  /**
   * What can go wrong.
   *
   * @return the faults, none of which is on at first
   */
  public RealtimeFaults faults() {
    return project.faults();
  }

  /**
   * How many sockets are open.
   *
   * @return the number
   */
  public int connections() {
    return project.sockets().size();
  }

  /**
   * How many channels have joined a topic now, the private and the public one of that name
   * together.
   *
   * @param topic without {@code realtime:}
   * @return the number
   */
  public int joined(String topic) {
    return project.hub().channels(topic).size();
  }

  /**
   * How often clients have sent an event.
   *
   * @param event such as {@code phx_join}, {@code heartbeat} or {@code access_token}
   * @return the number of messages since the start
   */
  public int count(String event) {
    return project.traffic().counted(event);
  }

  /** Closes all sockets and stops serving. Closing again does nothing. */
  @Override
  public void close() {
    http.close();
    database.close();
    project.timer().shutdownNow();
  }

  /** Starts servers; not safe for use by many threads. */
  public static final class Builder {

    private final DataSource superuser;
    private final String jwtSecret;
    private final ApiKeys keys;
    private RealtimeSettings settings = RealtimeSettings.defaults();

    private Builder(DataSource superuser, String jwtSecret, ApiKeys keys) {
      this.superuser = superuser;
      this.jwtSecret = Objects.requireNonNull(jwtSecret, "jwtSecret");
      this.keys = keys;
    }

    /**
     * Refuses public channels.
     *
     * @return this builder
     */
    public Builder privateOnly() {
      settings = settings.withPrivateOnly();
      return this;
    }

    /**
     * Sets how long a refused join waits for its answer. The default is 50 milliseconds; a hosted
     * project has five seconds.
     *
     * @param pause zero or more
     * @return this builder
     */
    public Builder errorBackoff(Duration pause) {
      settings = settings.withErrorBackoff(Objects.requireNonNull(pause, "pause"));
      return this;
    }

    /**
     * Sets how long a client may say nothing before its socket is closed. The default is a minute,
     * as on a hosted project.
     *
     * @param time more than zero
     * @return this builder
     */
    public Builder idleTimeout(Duration time) {
      settings = settings.withIdleTimeout(Objects.requireNonNull(time, "time"));
      return this;
    }

    /**
     * Sets how long a channel's second new token waits after its first. The default is not at all;
     * a hosted project has ten seconds.
     *
     * @param window zero or more
     * @return this builder
     */
    public Builder tokenThrottle(Duration window) {
      settings = settings.withTokenThrottle(Objects.requireNonNull(window, "window"));
      return this;
    }

    /**
     * Sets how much clients may do. The default is {@link RealtimeLimits#none()}; frames may have
     * five megabytes in any case.
     *
     * @param limits the limits
     * @return this builder
     */
    public Builder limits(RealtimeLimits limits) {
      settings = settings.withLimits(Objects.requireNonNull(limits, "limits"));
      return this;
    }

    /**
     * Starts the server.
     *
     * @return the server, to be closed by the caller
     * @throws IllegalStateException if the database lacks the schema or cannot be reached
     */
    public RealtimeServer start() {
      RealtimeTables.prepare(superuser);
      Hub hub = new Hub();
      Set<ClientSocket> sockets = ConcurrentHashMap.newKeySet();
      StoredMessages stored = new StoredMessages(superuser);
      Project project =
          new Project(
              settings,
              new AccessTokens(jwtSecret, Clock.systemUTC()),
              keys,
              new Authorization(superuser),
              stored,
              hub,
              new Traffic(settings.limits()),
              sockets,
              new RealtimeFaults(sockets, hub),
              timer());
      RealtimeTables.prepareDaily(superuser, project.timer());
      DatabaseMessages database = DatabaseMessages.start(superuser, stored, hub, settings.limits());
      return new RealtimeServer(project, database, RealtimeHttp.start(project));
    }

    private static ScheduledExecutorService timer() {
      return Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "realtime-timer");
            thread.setDaemon(true);
            return thread;
          });
    }
  }
}
