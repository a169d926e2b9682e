package dev.belay.realtime.broadcast;

import dev.belay.sql.RpcClient;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.net.URI;

/**
 * Makes {@link Broadcaster}s.
 *
 * <table>
 *   <caption>The ways to send</caption>
 *   <tr><th>Way</th><th>When it goes out</th><th>A drop shows</th><th>Stored for replay</th></tr>
 *   <tr><td>{@link #over} a client in a transaction</td><td>at the commit</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>{@link #over} another client</td><td>at once</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>{@link #http}, {@code build()}</td><td>at once</td><td>yes</td><td>no</td></tr>
 *   <tr><td>{@link #http}, {@code buildBatching()}</td><td>at once</td><td>public messages only</td><td>no</td></tr>
 * </table>
 */
public final class Broadcasters {

  private Broadcasters() {}

  /**
   * Sends from the database with {@code public.send_broadcast}, which only {@code service_role} may
   * call. It writes the row that {@code realtime.send} would write, and where it cannot, that is an
   * error here, while {@code realtime.send} swallows it.
   *
   * <p>Over {@code JdbcRpcClients.in(connection)} the message goes out at the caller's commit, and
   * not at all after a rollback. Several messages are several calls.
   *
   * @param client calls the function
   * @return a broadcaster
   */
  public static Broadcaster over(RpcClient client) {
    return over(client, GlobalOpenTelemetry.getOrNoop());
  }

  /**
   * As {@link #over(RpcClient)}, with telemetry of the caller's choice.
   *
   * @param client calls the function
   * @param telemetry where spans and counts go
   * @return a broadcaster
   */
  public static Broadcaster over(RpcClient client, OpenTelemetry telemetry) {
    return new TracedBroadcaster(new RpcBroadcaster(client), "database", telemetry);
  }

  /**
   * Begins a broadcaster over HTTP. Nothing that it sends is stored.
   *
   * @param projectUrl such as {@code https://<project>.supabase.co}; {@code http} is for this
   *     machine only
   * @param apiKey the project's secret key, or its publishable key with {@link
   *     HttpBroadcasterBuilder#asUser}
   * @return a builder
   * @throws InvalidArgumentException if the URL or the key is malformed
   */
  public static HttpBroadcasterBuilder http(URI projectUrl, Secret apiKey) {
    return new HttpBroadcasterBuilder(projectUrl, apiKey);
  }
}
