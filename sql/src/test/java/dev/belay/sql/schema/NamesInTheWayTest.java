package dev.belay.sql.schema;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;
import dev.belay.support.ConfigurationException;
import dev.belay.testservers.PostgresDatabase;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Something else has the name of an object of ours. Which those are is asked of an installed
 * database, so that the lists of names in the SQL files cannot fall behind.
 */
class NamesInTheWayTest {

  private static final DatabaseShape SHAPE = DatabaseShape.PLAIN;
  private static final String OTHERS =
      "select p.proname from pg_proc p where p.pronamespace = 'public'::regnamespace"
          + " and p.proargtypes = '3220'::oidvector";

  private static InstalledDatabase installed;
  private static List<String> functions;

  private PostgresDatabase database;

  @BeforeAll
  static void askForTheNames() {
    installed = InstalledDatabase.create(SHAPE);
    functions =
        TestSql.column(
            installed.superuser(),
            "select proname from pg_proc where obj_description(oid, 'pg_proc') like 'Belay RPC%'");
    assertThat(functions).hasSizeGreaterThan(20);
  }

  @AfterAll
  static void close() {
    installed.close();
  }

  @BeforeEach
  void create() {
    database = SHAPE.create();
  }

  @AfterEach
  void drop() {
    database.close();
  }

  /** Of an original project; what can only be the application's own is named and kept. */
  @Test
  void aFunctionOfTheSameOwnerMakesRoom() {
    TestSql.execute(owner(), overloads());
    assertThat(refusal()).hasMessageContaining("Drop or rename them");
    List<String> left = TestSql.column(owner(), OTHERS);
    assertThat(left).isNotEmpty().hasSizeLessThan(functions.size());
    while (!left.isEmpty()) {
      List<String> named = left.stream().filter(namedIn(refusal())::contains).toList();
      assertThat(named).isNotEmpty();
      named.forEach(this::dropOther);
      left = TestSql.column(owner(), OTHERS);
    }
    assertThat(SchemaInstaller.of(owner()).install().applied()).isNotEmpty();
    assertThat(TestSql.column(owner(), OTHERS)).isEmpty();
  }

  /**
   * Each migration that brings functions names those in its own way; the first has most of them.
   */
  @Test
  void aFunctionOfAnotherOwnerIsNamedAndKept() {
    TestSql.execute(database.dataSource(), overloads());
    Set<String> kept = new HashSet<>(functions);
    while (!kept.isEmpty()) {
      Set<String> named = namedIn(refusal());
      assertThat(TestSql.column(owner(), OTHERS)).containsExactlyInAnyOrderElementsOf(kept);
      assertThat(kept).containsAnyElementsOf(named);
      kept.stream().filter(named::contains).forEach(this::dropOther);
      kept.removeAll(named);
    }
    assertThat(SchemaInstaller.of(owner()).install().applied()).isNotEmpty();
  }

  private static Set<String> namedIn(ConfigurationException refusal) {
    return Set.copyOf(List.of(refusal.getMessage().split("[^a-z_]+")));
  }

  private void dropOther(String name) {
    TestSql.execute(database.dataSource(), "drop function public." + name + "(pg_lsn)");
  }

  @Test
  void theBootstrapMakesRoom() {
    TestSql.execute(database.dataSource(), overloads());
    SHAPE.applyTo(database);
    assertThat(TestSql.column(owner(), OTHERS)).isEmpty();
    assertThat(SchemaInstaller.of(owner()).install().applied()).isNotEmpty();
  }

  @Test
  void aTableOfAnotherOwnerIsNamed() {
    List<String> tables = tables("public");
    assertThat(tables).isNotEmpty();
    tables.forEach(
        table -> TestSql.execute(database.dataSource(), "create table " + table + " (id integer)"));
    assertThat(refusal().getMessage())
        .contains(tables.stream().map(table -> "ownership of table " + table + " ").toList());
  }

  @Test
  void aTableInsideThatWasHandedToAnotherOwnerIsNamed() {
    List<String> tables = tables("belay");
    assertThat(tables).contains("belay.user_credentials", "belay.schema_history");
    try (InstalledDatabase copy = InstalledDatabase.create(SHAPE)) {
      tables.forEach(
          table ->
              TestSql.execute(copy.superuser(), "alter table " + table + " owner to postgres"));
      String first = TestSql.migration("20261122090000_belay_schema.sql");
      IllegalStateException refused =
          refusalOf(IllegalStateException.class, () -> TestSql.execute(copy.owner(), first));
      tables.forEach(
          table -> assertThat(refused).hasStackTraceContaining("ownership of " + table + " "));
    }
  }

  private ConfigurationException refusal() {
    return refusalOf(ConfigurationException.class, () -> SchemaInstaller.of(owner()).install());
  }

  private DataSource owner() {
    return database.dataSource(SHAPE.owner());
  }

  private static List<String> tables(String schema) {
    return TestSql.column(
        installed.superuser(),
        "select relnamespace::regnamespace || '.' || relname from pg_class"
            + " where relkind = 'r' and relnamespace = ?::regnamespace",
        schema);
  }

  /** A function of each name with a parameter of type pg_lsn, which none of ours has. */
  private static String overloads() {
    return functions.stream()
        .map(
            name ->
                "create function public."
                    + name
                    + "(pg_lsn) returns integer language sql as 'select 1';")
        .collect(Collectors.joining());
  }
}
