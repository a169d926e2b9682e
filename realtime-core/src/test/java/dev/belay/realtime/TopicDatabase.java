package dev.belay.realtime;

import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;
import java.util.UUID;

/** The kinds of {@link TopicAuthorizerContract} in a database. */
public final class TopicDatabase {

  private TopicDatabase() {}

  public static void registerKinds(InstalledDatabase database) {
    TestSql.execute(database.owner(), TestSql.resource("/topics/kinds.sql"));
  }

  public static void grant(
      InstalledDatabase database, UUID user, String kind, String id, TopicOperation operation) {
    TestSql.column(
        database.owner(),
        "insert into app.grants values (?, ?, ?, ?) on conflict do nothing returning 1",
        user,
        kind,
        id,
        operation.word());
  }
}
