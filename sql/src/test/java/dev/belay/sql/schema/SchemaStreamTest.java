package dev.belay.sql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.OneConnection;
import dev.belay.sql.TestSql;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.leak.Refusals;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** A user's own migrations, in a stream beside the library's. */
class SchemaStreamTest {

  private PostgresDatabase database;

  @BeforeEach
  void create() {
    database = PostgresServer.shared().createDatabase();
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void appliesBothFormsOfNameInOrderOfTime() {
    MemoryLoader files =
        new MemoryLoader()
            .with("20251113150000_b.sql", "insert into public.log values ('b');")
            .with("20251113_160000_c.sql", "insert into public.log values ('c');")
            .with(
                "20251113_143000_a.sql",
                "create table public.log (name text); insert into public.log values ('a');");
    assertThat(files.installer(database.dataSource()).install().applied())
        .containsExactly("20251113_143000_a.sql", "20251113150000_b.sql", "20251113_160000_c.sql");
    assertThat(TestSql.column(database.dataSource(), "select name from public.log"))
        .containsExactly("a", "b", "c");
  }

  @Test
  void livesBesideTheLibrarysOwnSchema() {
    MemoryLoader files =
        new MemoryLoader()
            .with(
                "20251113_143000_a.sql",
                "alter table public.user_settings add column if not exists theme text;");
    SchemaInstaller own = SchemaInstaller.of(database.dataSource());
    own.install();
    files.installer(database.dataSource()).install();
    assertThat(own.status().upToDate()).isTrue();
    assertThat(files.installer(database.dataSource()).status().installedVersion())
        .contains("20251113143000");
  }

  @Test
  void mayComeBeforeTheLibrarysOwnSchema() {
    MemoryLoader files = new MemoryLoader().with("20251113_143000_a.sql", "select 1;");
    files.installer(database.dataSource()).install();
    SchemaInstaller own = SchemaInstaller.of(database.dataSource());
    assertThat(own.install().alreadyThere()).isEmpty();
    assertThat(own.status().upToDate()).isTrue();
    assertThat(files.installer(database.dataSource()).status().upToDate()).isTrue();
  }

  @Test
  void leavesBracesAndQuestionMarksInTheTextAlone() {
    MemoryLoader files =
        new MemoryLoader()
            .with(
                "20251113_143000_a.sql",
                "create table public.log as select '{\"a\": 1}'::jsonb ? 'a' as found,"
                    + " '{fn now()}' as text, '${name} :name' as other;");
    files.installer(database.dataSource()).install();
    assertThat(TestSql.text(database.dataSource(), "select found || text || other from public.log"))
        .isEqualTo("true{fn now()}${name} :name");
  }

  @Test
  void leavesTheConnectionAsItWas() throws Exception {
    MemoryLoader files = new MemoryLoader().with("20251113_143000_a.sql", "select 1;");
    try (Connection only = database.dataSource().getConnection()) {
      only.setAutoCommit(false);
      files.installer(new OneConnection(only)).install();
      assertThat(only.getAutoCommit()).isFalse();
      assertThat(TestSql.column(only, "show lock_timeout")).containsExactly("0");
      only.rollback();
      only.setAutoCommit(true);
      files.with("20251114_143000_b.sql", "select 2;");
      files.installer(new OneConnection(only)).install();
      assertThat(only.getAutoCommit()).isTrue();
    }
  }

  @Test
  void tellsPostgrestInTheLastTransaction() throws Exception {
    MemoryLoader files =
        new MemoryLoader()
            .with("20251113_143000_a.sql", "select 1;")
            .with("20251113_143001_b.sql", "select 1;");
    try (Connection listener = database.dataSource().getConnection()) {
      TestSql.execute(listener, "listen pgrst");
      files.installer(database.dataSource()).install();
      TestSql.execute(listener, "select 1");
      assertThat(listener.unwrap(PGConnection.class).getNotifications()).hasSize(1);
    }
  }

  @Test
  void tellsPostgrestOfWhatCameBeforeAFileThatFails() throws Exception {
    MemoryLoader files =
        new MemoryLoader()
            .with("20251113_143000_a.sql", "select 1;")
            .with("20251113_143001_b.sql", "select 1/0;")
            .with("20251113_143002_c.sql", "select 1;");
    try (Connection listener = database.dataSource().getConnection()) {
      TestSql.execute(listener, "listen pgrst");
      Refusals.refusalOf(BelayException.class, files.installer(database.dataSource())::install);
      TestSql.execute(listener, "select 1");
      assertThat(listener.unwrap(PGConnection.class).getNotifications()).hasSize(1);
    }
  }

  @Test
  void refusesTwoFilesOfOneVersion() {
    MemoryLoader files =
        new MemoryLoader()
            .with("20251113_143000_a.sql", "select 1;")
            .with("20251113143000_b.sql", "select 1;");
    assertThat(
            Refusals.refusalOf(
                ConfigurationException.class, files.installer(database.dataSource())::install))
        .hasMessageContainingAll("20251113_143000_a.sql", "20251113143000_b.sql");
  }

  @Test
  void saysWhichFileIsMissing() {
    MemoryLoader files = new MemoryLoader().with("20251113_143000_a.sql", null);
    assertThat(
            Refusals.refusalOf(
                ConfigurationException.class, files.installer(database.dataSource())::install))
        .hasMessageContaining("db/20251113_143000_a.sql");
    SchemaInstaller nowhere =
        SchemaInstaller.builder(database.dataSource()).stream("app").folder("no/where").build();
    assertThat(Refusals.refusalOf(ConfigurationException.class, nowhere::status))
        .hasMessageContaining("no/where/index.txt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "belay", "App", "a b", "1a", "a'b"})
  void refusesAStreamWithoutANameOfItsOwn(String name) {
    SchemaInstaller.Builder builder =
        SchemaInstaller.builder(database.dataSource()).stream(name).folder("db");
    Refusals.refusalOf(ConfigurationException.class, builder::build);
  }

  @Test
  void refusesABuilderWithoutAFolder() {
    SchemaInstaller.Builder builder = SchemaInstaller.builder(database.dataSource()).stream("app");
    assertThat(Refusals.refusalOf(ConfigurationException.class, builder::build))
        .hasMessageContaining("folder");
    for (Runnable call :
        List.<Runnable>of(
            () -> SchemaInstaller.of(null),
            () -> SchemaInstaller.builder(null),
            () -> builder.stream(null),
            () -> builder.folder(null),
            () -> builder.classLoader(null))) {
      Refusals.refusalOf(NullPointerException.class, call::run);
    }
  }
}
