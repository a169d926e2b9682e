package dev.belay.testservers;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One database of a {@link PostgresServer}. Its data sources open a new connection each time.
 *
 * <p>Safe for use by many threads.
 */
public final class PostgresDatabase implements AutoCloseable {

  private final PostgresServer server;
  private final String name;

  PostgresDatabase(PostgresServer server, String name) {
    this.server = server;
    this.name = name;
  }

  /**
   * The database's name.
   *
   * @return a name that needs no quotes
   */
  public String name() {
    return name;
  }

  /**
   * The server that holds it.
   *
   * @return the server
   */
  public PostgresServer server() {
    return server;
  }

  /**
   * Connections of the superuser.
   *
   * @return a data source without a pool
   */
  public DataSource dataSource() {
    return server.address().superuser(name);
  }

  /**
   * Connections of a login role. On a server that asks for passwords the role's must be {@link
   * PostgresServer#ROLE_PASSWORD}.
   *
   * @param role the role's name
   * @return a data source without a pool
   */
  public DataSource dataSource(String role) {
    return server.address().role(name, role);
  }

  /**
   * The URL with which the superuser connects, its user and password included.
   *
   * @return such as {@code jdbc:postgresql://127.0.0.1:5432/belay?user=postgres}
   */
  public String jdbcUrl() {
    return url(server.address().superuser(name));
  }

  /**
   * The URL with which a login role connects, its user and password included.
   *
   * @param role the role's name
   * @return the URL
   */
  public String jdbcUrl(String role) {
    return url(server.address().role(name, role));
  }

  /**
   * The host on which the server listens.
   *
   * @return a name or an address
   */
  public String host() {
    return server.host();
  }

  /**
   * The TCP port on which the server listens.
   *
   * @return 1 to 65535
   */
  public int port() {
    return server.port();
  }

  /** Drops the database if it still exists, and ends the connections to it. */
  @Override
  public void close() {
    Sql.execute(server.address().superuser(), "drop database if exists " + name + " with (force)");
  }

  private static String url(PGSimpleDataSource source) {
    StringBuilder url = new StringBuilder(source.getURL());
    url.append(url.indexOf("?") < 0 ? '?' : '&').append("user=").append(encoded(source.getUser()));
    if (source.getPassword() != null) {
      url.append("&password=").append(encoded(source.getPassword()));
    }
    return url.toString();
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
