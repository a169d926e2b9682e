package dev.belay.sql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.TestSql;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.leak.Refusals;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What the installer refuses, and that nothing is left half-done. */
class SchemaRefusalTest {

  private static final String FIRST = "20260101000000_first.sql";
  private static final String SECOND = "20260102000000_second.sql";

  private final MemoryLoader files =
      new MemoryLoader()
          .with(FIRST, "create table public.one (id int);")
          .with(SECOND, "create table public.two (id int);");
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
  void refusesAFileThatChangedAfterItWasApplied() {
    installer().install();
    files.with(FIRST, "create table public.one (id bigint);");
    assertThat(installer().status().changed()).containsExactly(FIRST);
    files.with("20260103000000_third.sql", "create table public.three (id int);");
    assertRefused("restore", FIRST);
    assertThat(exists("three")).isFalse();
  }

  @Test
  void believesNothingInASchemaThatSomebodyElseMade() {
    String squatter = PostgresServer.shared().createLogin("pg_monitor");
    TestSql.execute(
        database.dataSource(),
        """
        create schema belay authorization %1$s;
        create function belay.schema_version() returns text language sql
          as $$ select 'run'::text from pg_sleep(0) $$;
        alter function belay.schema_version() owner to %1$s;
        """
            .formatted(squatter));
    SchemaInstaller library = SchemaInstaller.of(database.dataSource());
    for (Runnable use : List.<Runnable>of(library::install, library::status)) {
      assertThat(Refusals.refusalOf(ConfigurationException.class, use::run))
          .hasMessageContaining("belongs to role")
          .hasMessageContaining(squatter);
    }
  }

  @Test
  void refusesASchemaThatIsNewerThanTheFiles() {
    installer().install();
    files.without(SECOND).with("20260101120000_between.sql", "create table public.between_ ();");
    assertThat(installer().status().unknown()).containsExactly("20260102000000");
    assertRefused("newer", "20260102000000");
    assertThat(exists("between_")).isFalse();
  }

  @Test
  void refusesALibrarySchemaThatAnotherToolMadeNewer() {
    SchemaInstaller own = SchemaInstaller.of(database.dataSource());
    own.install();
    TestSql.execute(
        database.dataSource(),
        "create or replace function belay.schema_version() returns text language sql"
            + " set search_path = pg_catalog, pg_temp as $$ select '20990101000000' $$");
    assertThat(own.status().unknown()).containsExactly("20990101000000");
    assertThat(Refusals.refusalOf(ConfigurationException.class, own::install))
        .hasMessageContaining("20990101000000");
  }

  @Test
  void aFileThatFailsLeavesNothingAndNamesItself() {
    files.with(SECOND, "create table public.two (id int);\nselect 'do-not-show'::int;");
    ConfigurationException e = assertRefused(SECOND, "22P02");
    assertThat(e).hasMessageNotContaining("do-not-show").hasNoCause();
    assertThat(exists("one")).isTrue();
    assertThat(exists("two")).isFalse();
    assertThat(installer().status().pending()).containsExactly(SECOND);

    files.with(SECOND, "create table public.two (id int);");
    assertThat(installer().install().applied()).containsExactly(SECOND);
  }

  @Test
  void showsOnlyWhatAFileRaisesInOurName() {
    files.with(SECOND, raise("belay: mend this first", "55000"));
    assertRefused(SECOND, "mend this first");
    files.with(SECOND, raise("do-not-show", "55000"));
    assertThat(assertRefused(SECOND, "55000")).hasMessageNotContaining("do-not-show");
  }

  @Test
  void aFileThatWaitsTooLongForALockMayBeTriedAgain() throws Exception {
    files.with(SECOND, "set local lock_timeout = '100ms'; drop table public.one;");
    files.with(FIRST, "create table if not exists public.one (id int);");
    TestSql.execute(database.dataSource(), "create table public.one (id int)");
    try (Connection holder = database.dataSource().getConnection()) {
      holder.setAutoCommit(false);
      TestSql.execute(holder, "lock table public.one in access share mode");
      BackendUnavailableException e =
          Refusals.refusalOf(BackendUnavailableException.class, () -> installer().install());
      assertThat(e).hasMessageContaining(SECOND);
      assertThat(e.retryable()).isTrue();
    }
  }

  @Test
  void aFileThatEndsItsTransactionIsRefused() {
    files.with(SECOND, "create table public.two (id int); commit; create table public.three ();");
    assertRefused(SECOND, "transaction");
  }

  @Test
  void aRoleWithoutTheRightIsToldWhatToDo() {
    String guest = PostgresServer.uniqueName("guest");
    TestSql.execute(database.dataSource(), "create role " + guest + " login password 'belay-test'");
    SchemaInstaller app = files.installer(database.dataSource(guest));
    assertThat(Refusals.refusalOf(ConfigurationException.class, app::install))
        .hasMessageContaining(FIRST)
        .hasMessageContaining("owner");
    installer().install();
    assertThat(Refusals.refusalOf(ConfigurationException.class, app::status))
        .hasMessageContaining("belongs to role");
  }

  @Test
  void aServerThatIsAwayMayBeTriedAgain() throws IOException {
    PGSimpleDataSource nobody = (PGSimpleDataSource) database.dataSource();
    try (ServerSocket free = new ServerSocket(0)) {
      nobody.setPortNumbers(new int[] {free.getLocalPort()});
    }
    for (Runnable call :
        List.<Runnable>of(
            SchemaInstaller.of(nobody)::install, SchemaInstaller.of(nobody)::status)) {
      BackendUnavailableException e =
          Refusals.refusalOf(BackendUnavailableException.class, call::run);
      assertThat(e.retryable()).isTrue();
    }
  }

  @Test
  void anUnknownDatabaseIsAConfigurationFault() {
    PGSimpleDataSource unknown = (PGSimpleDataSource) database.dataSource();
    unknown.setDatabaseName("belay_absent");
    BelayException e =
        Refusals.refusalOf(BelayException.class, () -> SchemaInstaller.of(unknown).install());
    assertThat(e).isInstanceOf(ConfigurationException.class).hasMessageContaining("3D000");
  }

  private SchemaInstaller installer() {
    return files.installer(database.dataSource());
  }

  private ConfigurationException assertRefused(String... words) {
    ConfigurationException e =
        Refusals.refusalOf(ConfigurationException.class, () -> installer().install());
    assertThat(e.getMessage()).contains(words);
    return e;
  }

  private boolean exists(String table) {
    return TestSql.text(database.dataSource(), "select to_regclass('public." + table + "')")
        != null;
  }

  private static String raise(String message, String state) {
    return "do $$ begin raise exception '%s' using errcode = '%s'; end $$;"
        .formatted(message, state);
  }
}
