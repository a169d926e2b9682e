package dev.belay.testservers.realtime;

import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/** Jetty on a free port of loopback. */
final class RealtimeHttp implements AutoCloseable {

  /** What the real server takes. */
  private static final long LARGEST_FRAME = 5L * 1024 * 1024;

  private final Server server;
  private final ServerConnector connector;

  private RealtimeHttp(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  static RealtimeHttp start(Project project) {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("realtime");
    threads.setDaemon(true);
    Server server = new Server(threads);
    // A topic in an address may hold an encoded slash.
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    configuration.setSendServerVersion(false);
    ServerConnector connector =
        new ServerConnector(server, new HttpConnectionFactory(configuration));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServerWebSocketContainer container = ServerWebSocketContainer.ensure(server);
    container.setIdleTimeout(project.settings().idleTimeout());
    container.setMaxTextMessageSize(LARGEST_FRAME);
    container.setMaxBinaryMessageSize(LARGEST_FRAME);
    container.setMaxFrameSize(LARGEST_FRAME);
    server.setHandler(new RealtimeHandler(project, container));
    server.setStopTimeout(0);
    return start(server, connector);
  }

  private static RealtimeHttp start(Server server, ServerConnector connector) {
    try {
      server.start();
      return new RealtimeHttp(server, connector);
    } catch (Exception e) {
      throw new IllegalStateException("The local Realtime did not start", e);
    }
  }

  int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("The local Realtime did not stop", e);
    }
  }
}
