package dev.belay.cache.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersionStore;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.support.BackendUnavailableException;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.PostgresWireTap;
import dev.belay.testservers.leak.Refusals;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RpcTagVersionStoreTest extends PostgresTagVersionStoreContract {

  private static InstalledDatabase database;
  private static TagVersionStore store;

  @BeforeAll
  static void install() {
    database = InstalledDatabase.create(DatabaseShape.PLAIN);
    store = RpcTagVersionStores.over(JdbcRpcClients.over(database.service()));
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @Override
  protected TagVersionStore store() {
    return store;
  }

  @Override
  protected InstalledDatabase database() {
    return database;
  }

  @Test
  void anyNumberOfTagsIsReadOrBumpedInOneStatement() {
    TagSet tags = TagSet.of("one", "two", "three", "four");
    try (PostgresWireTap tap = PostgresWireTap.before(PostgresServer.shared())) {
      TagVersionStore tapped =
          RpcTagVersionStores.over(
              JdbcRpcClients.over(tap.dataSource(database.database(), database.serviceRole())));
      tap.reset();
      tapped.bumpAll(tags);
      assertThat(calls(tap)).hasSize(1);
      tap.reset();
      tapped.capture(tags);
      assertThat(calls(tap)).hasSize(1);
    }
  }

  private static List<String> calls(PostgresWireTap tap) {
    return tap.statements().stream().filter(text -> text.contains("cache_tag")).toList();
  }

  @Test
  void aBumpIsNeverReportedWithoutTheDatabase() {
    try (PostgresWireTap tap = PostgresWireTap.before(PostgresServer.shared())) {
      TagVersionStore tapped =
          RpcTagVersionStores.over(
              JdbcRpcClients.over(tap.dataSource(database.database(), database.serviceRole())));
      tap.refuse();
      Refusals.refusalOf(
          BackendUnavailableException.class, () -> tapped.bumpAll(TagSet.of("one", "two")));
      tap.restore();
      tapped.bumpAll(TagSet.of("one", "two"));
    }
  }
}
