package dev.belay.examples.cli;

import dev.belay.sql.RpcClient;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.util.Locale;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database that runs somewhere, and whose users an application keeps. One login does everything:
 * installing the schema needs the owner's, all else a member of {@code service_role}.
 */
final class GivenDatabase implements Database {

  static final String PASSWORD_VARIABLE = "BELAY_DB_PASSWORD";

  private static final String SCHEME = "jdbc:postgresql:";
  private static final int CONNECT_SECONDS = 10;

  private final PGSimpleDataSource dataSource;

  private GivenDatabase(PGSimpleDataSource dataSource) {
    this.dataSource = dataSource;
  }

  static GivenDatabase at(String url, @Nullable String user, Environment environment) {
    requireNoPassword(url);
    PGSimpleDataSource source = parse(url);
    source.setApplicationName("belay");
    source.setConnectTimeout(CONNECT_SECONDS);
    if (user != null) {
      source.setUser(user);
    }
    environment.secret(PASSWORD_VARIABLE).map(Secret::reveal).ifPresent(source::setPassword);
    return new GivenDatabase(source);
  }

  @Override
  public DataSource owner() {
    return dataSource;
  }

  @Override
  public RpcClient rpc() {
    return JdbcRpcClients.over(dataSource);
  }

  /** The application keeps its users: a key for a stranger is refused. */
  @Override
  public boolean admit(UUID userId) {
    return false;
  }

  @Override
  public void close() {}

  /** Other users of the machine can read a process's arguments. */
  private static void requireNoPassword(String url) {
    if (url.toLowerCase(Locale.ROOT).contains("password") || url.contains("@")) {
      throw new InvalidArgumentException(
          "Keep the password out of --jdbc-url: set "
              + PASSWORD_VARIABLE
              + ", and give --jdbc-user");
    }
  }

  private static PGSimpleDataSource parse(String url) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    try {
      if (url.startsWith(SCHEME)) {
        source.setUrl(url);
        return source;
      }
    } catch (IllegalArgumentException malformed) {
      // Its message repeats the URL; ours says what one looks like.
    }
    throw new InvalidArgumentException(
        "Not a PostgreSQL URL: give --jdbc-url as jdbc:postgresql://host:port/database");
  }
}
