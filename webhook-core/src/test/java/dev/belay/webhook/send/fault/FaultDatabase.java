package dev.belay.webhook.send.fault;

import dev.belay.sql.TestSql;
import dev.belay.sql.schema.SchemaInstaller;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** A server of its own that keeps what it has committed, and can be restarted. */
final class FaultDatabase implements AutoCloseable {

  private static final String NAME = "belay_fault";
  private static final String ENDPOINT = "fault";

  private final Path data;
  private PostgresServer server;
  private PostgresDatabase database;

  private FaultDatabase(Path data) {
    this.data = data;
    this.server = start(0);
    this.database = server.database(NAME);
  }

  static FaultDatabase create(Path directory) {
    FaultDatabase created = new FaultDatabase(directory.resolve("server"));
    SchemaInstaller.of(created.superuser()).install();
    TestSql.execute(
        created.superuser(),
        """
        create role fault_service login in role service_role;
        create table public.changes (id bigint primary key, version int, note text);
        select belay.watch_table('public.changes', '%s');
        """
            .formatted(ENDPOINT));
    return created;
  }

  private PostgresServer start(int port) {
    return PostgresServer.builder()
        .dataDirectory(data)
        .port(port)
        .setting("fsync", "on")
        .setting("synchronous_commit", "on")
        .setting("full_page_writes", "on")
        .start();
  }

  DataSource superuser() {
    return database.dataSource();
  }

  /** The URL of a service's login. */
  String serviceUrl() {
    return database.jdbcUrl("fault_service");
  }

  /** Ends the server as an operator would, and starts it again. */
  void restart() {
    int port = server.port();
    server.close();
    server = start(port);
    database = server.database(NAME);
  }

  /** Ends the server at once, as a crash would, and lets it recover. */
  void crash() {
    try {
      String pid =
          Files.readAllLines(data.resolve("data").resolve("postmaster.pid")).get(0).strip();
      new ProcessBuilder(List.of("kill", "-QUIT", pid)).start().waitFor();
      ProcessHandle.of(Long.parseLong(pid))
          .ifPresent(process -> process.onExit().orTimeout(30, TimeUnit.SECONDS).join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    restart();
  }

  long unfinished() {
    return TestSql.number(superuser(), "select count(*) from belay.webhook_deliveries");
  }

  long number(String query) {
    return TestSql.number(superuser(), query);
  }

  @Override
  public void close() {
    server.close();
  }
}
