package dev.belay.testservers;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Where a server listens, and what its superuser needs in order to log in. */
final class PostgresAddress {

  private static final String EMBEDDED_SUPERUSER = "postgres";

  private final String url;
  private final @Nullable String superuser;
  private final @Nullable String password;
  private final PGSimpleDataSource parsed;

  private PostgresAddress(String url, @Nullable String superuser) {
    this.url = url;
    this.parsed = new PGSimpleDataSource();
    parsed.setUrl(url);
    this.superuser = superuser == null ? parsed.getUser() : superuser;
    this.password = parsed.getPassword();
  }

  static PostgresAddress embedded(int port) {
    return new PostgresAddress(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", EMBEDDED_SUPERUSER);
  }

  static PostgresAddress given(String url) {
    return new PostgresAddress(url, null);
  }

  String host() {
    return parsed.getServerNames()[0];
  }

  int port() {
    return parsed.getPortNumbers()[0];
  }

  /** The superuser on the database that the URL names. */
  DataSource superuser() {
    return superuser(parsed.getDatabaseName() == null ? "postgres" : parsed.getDatabaseName());
  }

  PGSimpleDataSource superuser(String database) {
    PGSimpleDataSource source = source(database);
    source.setUser(superuser);
    source.setPassword(password);
    return source;
  }

  PGSimpleDataSource role(String database, String role) {
    PGSimpleDataSource source = source(database);
    source.setUser(role);
    source.setPassword(PostgresServer.ROLE_PASSWORD);
    return source;
  }

  /** The same login at another host and port, such as those of a proxy. */
  PostgresAddress at(String host, int port) {
    PostgresAddress moved = new PostgresAddress(url, superuser);
    moved.parsed.setServerNames(new String[] {host});
    moved.parsed.setPortNumbers(new int[] {port});
    return moved;
  }

  private PGSimpleDataSource source(String database) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setServerNames(parsed.getServerNames());
    source.setPortNumbers(parsed.getPortNumbers());
    source.setDatabaseName(database);
    return source;
  }
}
