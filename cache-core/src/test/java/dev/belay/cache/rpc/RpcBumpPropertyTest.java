package dev.belay.cache.rpc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.belay.cache.BumpPropertyContract;
import dev.belay.cache.BumpRun;
import dev.belay.cache.CacheValueStore;
import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersionStore;
import dev.belay.cache.memory.InMemoryCacheStores;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;
import dev.belay.sql.jdbc.JdbcRpcClients;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Versions over JDBC, while tags are trimmed and the table is emptied. */
class RpcBumpPropertyTest extends BumpPropertyContract {

  private static InstalledDatabase database;
  private static HikariDataSource pool;
  private static TagVersionStore versions;

  private final CacheValueStore values = InMemoryCacheStores.values(1000);

  @BeforeAll
  static void install() {
    database = InstalledDatabase.create(DatabaseShape.PLAIN);
    HikariConfig config = new HikariConfig();
    config.setDataSource(database.service());
    config.setMaximumPoolSize(8);
    pool = new HikariDataSource(config);
    versions = RpcTagVersionStores.over(JdbcRpcClients.over(pool));
  }

  @AfterAll
  static void drop() {
    pool.close();
    database.close();
  }

  @Override
  protected TagVersionStore versions() {
    return versions;
  }

  @Override
  protected CacheValueStore values() {
    return values;
  }

  @Override
  protected void disturb(TagSet tags) {
    if (tags.tags().size() > 1) {
      TestSql.execute(database.superuser(), "truncate belay.cache_tag_versions");
    } else {
      TestSql.column(database.service(), "select public.trim_cache_tag_versions(now())");
    }
  }

  @Override
  protected BumpRun ofProcesses() {
    return BumpRun.JDBC;
  }

  @Override
  protected BumpRun nearby() {
    return BumpRun.JDBC_NEAR;
  }
}
