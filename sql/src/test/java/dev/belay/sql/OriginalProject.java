package dev.belay.sql;

import dev.belay.testservers.PostgresDatabase;
import javax.sql.DataSource;

/** An older project's tables and functions of the same names, as they stand before the adoption. */
public final class OriginalProject {

  private OriginalProject() {}

  /** Makes them in an empty database, as the role that will install the schema. */
  public static void createIn(PostgresDatabase empty, DatabaseShape shape) {
    shape.applyTo(empty);
    DataSource owner = empty.dataSource(shape.owner());
    if (shape == DatabaseShape.PLAIN) {
      TestSql.execute(
          owner,
          "create schema auth; create table auth.users (id uuid primary key);"
              + "create function auth.uid() returns uuid language sql as 'select null::uuid';"
              + "grant usage on schema auth to authenticated");
    }
    TestSql.execute(owner, TestSql.resource("/belay-sql-test/original-project.sql"));
  }
}
