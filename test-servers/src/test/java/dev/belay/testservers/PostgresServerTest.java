package dev.belay.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {

  private final PostgresServer server = PostgresServer.shared();

  @Test
  void sharedIsOneServerForTheWholeJvm() {
    assertThat(PostgresServer.shared()).isSameAs(server);
    assertThat(server.version()).startsWith(server.majorVersion() + "");
    assertThat(server.majorVersion()).isGreaterThanOrEqualTo(15);
  }

  @Test
  void eachDatabaseIsFreshAndSeparate() {
    try (PostgresDatabase one = server.createDatabase();
        PostgresDatabase two = server.createDatabase()) {
      Sql.execute(one.dataSource(), "create table mark (id int)");
      assertThat(Sql.text(one.dataSource(), "select to_regclass('public.mark')")).isEqualTo("mark");
      assertThat(Sql.text(two.dataSource(), "select to_regclass('public.mark')")).isNull();
    }
  }

  @Test
  void manyThreadsCanCreateDatabasesAtOnce() {
    Set<String> names =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(i -> server.createDatabase())
            .map(
                database -> {
                  try (database) {
                    return Sql.text(database.dataSource(), "select current_database()");
                  }
                })
            .collect(Collectors.toSet());
    assertThat(names).hasSize(8);
  }

  @Test
  void aLoginRoleConnectsByDataSourceAndByUrl() throws Exception {
    String role = PostgresServer.uniqueName("reader");
    try (PostgresDatabase database = server.createDatabase()) {
      Sql.execute(
          database.dataSource(),
          "create role " + role + " login password '" + PostgresServer.ROLE_PASSWORD + "'");
      assertThat(Sql.text(database.dataSource(role), "select session_user")).isEqualTo(role);
      try (Connection connection = DriverManager.getConnection(database.jdbcUrl(role))) {
        assertThat(connection.getMetaData().getUserName()).isEqualTo(role);
        assertThat(connection.getCatalog()).isEqualTo(database.name());
      }
      Sql.execute(database.dataSource(), "drop role " + role);
    }
  }

  @Test
  void theUrlOfTheSuperuserWorksAsItIs() throws Exception {
    try (PostgresDatabase database = server.createDatabase();
        Connection connection = DriverManager.getConnection(database.jdbcUrl())) {
      assertThat(connection.getCatalog()).isEqualTo(database.name());
    }
  }

  @Test
  void closingADatabaseDropsItThoughConnectionsAreOpen() throws Exception {
    PostgresDatabase database = server.createDatabase();
    try (Connection connection = database.dataSource().getConnection()) {
      database.close();
      assertThatThrownBy(() -> connection.createStatement().execute("select 1"))
          .isInstanceOf(java.sql.SQLException.class);
    }
    database.close();
  }

  @Test
  void refusesANameThatWouldNeedQuotes() {
    assertThatThrownBy(() -> server.database("a\"b")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPrivateServerKeepsItsDataAndTakesSettings(@TempDir Path directory) {
    for (String count : new String[] {"1", "2"}) {
      PostgresServer.Builder builder =
          PostgresServer.builder().dataDirectory(directory).setting("fsync", "on");
      try (PostgresServer kept = builder.start()) {
        var source = kept.database("belay").dataSource();
        assertThat(Sql.text(source, "show fsync")).isEqualTo("on");
        Sql.execute(source, "create table if not exists runs (id int); insert into runs values(1)");
        assertThat(Sql.text(source, "select count(*) from runs")).isEqualTo(count);
        assertThatThrownBy(builder::start)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("already");
      }
    }
    assertThat(directory.resolve("data/postmaster.pid")).doesNotExist();
  }

  @Test
  void aPrivateServerLeavesNothingBehind() {
    PostgresServer temporary = PostgresServer.builder().start();
    Path log = temporary.logFile().orElseThrow();
    assertThat(Files.exists(log)).isTrue();
    temporary.close();
    assertThat(Files.exists(log.getParent())).isFalse();
  }
}
