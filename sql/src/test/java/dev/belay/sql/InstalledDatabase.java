package dev.belay.sql;

import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.sql.schema.SchemaInstaller;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * A database of its own with the schema installed, for the tests of this and of other modules. The
 * first of a shape is installed, the others are copies.
 */
public final class InstalledDatabase implements AutoCloseable {

  private static final String SERVICE = PostgresServer.uniqueName("belay_service");

  private final DatabaseShape shape;
  private final PostgresDatabase database;

  private InstalledDatabase(DatabaseShape shape, PostgresDatabase database) {
    this.shape = shape;
    this.database = database;
  }

  /** A fresh database without users or keys. */
  public static InstalledDatabase create(DatabaseShape shape) {
    PostgresDatabase copy =
        PostgresServer.shared()
            .createDatabase("installed " + shape, empty -> install(shape, empty));
    return new InstalledDatabase(shape, copy);
  }

  /** A database without users or keys, whose tables were an older project's before. */
  public static InstalledDatabase adopted(DatabaseShape shape) {
    PostgresDatabase copy =
        PostgresServer.shared()
            .createDatabase(
                "installed over an older project " + shape, empty -> adopt(shape, empty));
    return new InstalledDatabase(shape, copy);
  }

  private static void adopt(DatabaseShape shape, PostgresDatabase empty) {
    OriginalProject.createIn(empty, shape);
    installIn(empty, shape);
  }

  private static void install(DatabaseShape shape, PostgresDatabase empty) {
    shape.applyTo(empty);
    installIn(empty, shape);
  }

  private static void installIn(PostgresDatabase empty, DatabaseShape shape) {
    SchemaInstaller.of(empty.dataSource(shape.owner())).install();
    createService(empty);
  }

  private static void createService(PostgresDatabase database) {
    TestSql.execute(
        database.dataSource(),
        """
        do $$
        begin
          if not exists (select from pg_roles where rolname = '%1$s') then
            create role %1$s login password '%2$s' in role service_role;
          end if;
        end
        $$
        """
            .formatted(SERVICE, PostgresServer.ROLE_PASSWORD));
  }

  public DatabaseShape shape() {
    return shape;
  }

  public PostgresDatabase database() {
    return database;
  }

  /** Connections of the superuser, for looking behind the scenes. */
  public DataSource superuser() {
    return database.dataSource();
  }

  /** Connections of the role that owns the schema. */
  public DataSource owner() {
    return database.dataSource(shape.owner());
  }

  /** Connections of a service: a login that is a member of {@code service_role}. */
  public DataSource service() {
    return database.dataSource(SERVICE);
  }

  /** The name of the service's login. */
  public String serviceRole() {
    return SERVICE;
  }

  /** A client that acts as the service. */
  public RpcClient rpc() {
    return JdbcRpcClients.over(service());
  }

  /** Adds a user. */
  public UUID newUser() {
    UUID id = UUID.randomUUID();
    TestSql.execute(superuser(), "insert into auth.users (id) values ('" + id + "')");
    return id;
  }

  @Override
  public void close() {
    database.close();
  }
}
