package dev.belay.sql.schema;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.TestSql;
import dev.belay.support.ConfigurationException;
import dev.belay.testservers.PostgresDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database in which a function has the name of one that a later migration brings. */
class FunctionInTheWayTest {

  private static final String OLD =
      "create function public.list_api_key_health(p_user_id uuid, p_more text default '')"
          + " returns integer language sql as 'select 1'";
  private static final String SIGNATURES =
      "select string_agg(p.oid::regprocedure::text, ' ') from pg_proc p"
          + " where p.proname = 'list_api_key_health'";

  private PostgresDatabase database;

  @BeforeEach
  void create() {
    database = DatabaseShape.PLAIN.create();
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void oneOfTheSameOwnerMakesRoom() {
    TestSql.execute(owner(), OLD);
    SchemaInstaller.of(owner()).install();
    assertThat(TestSql.text(database.dataSource(), SIGNATURES))
        .isEqualTo("list_api_key_health(uuid)");
  }

  @Test
  void oneOfAnotherOwnerIsRefusedAndKept() {
    TestSql.execute(database.dataSource(), OLD);
    refusalOf(ConfigurationException.class, () -> SchemaInstaller.of(owner()).install());
    assertThat(TestSql.text(database.dataSource(), SIGNATURES))
        .isEqualTo("list_api_key_health(uuid,text)");
  }

  private DataSource owner() {
    return database.dataSource(DatabaseShape.PLAIN.owner());
  }
}
