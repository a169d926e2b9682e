package dev.belay.cache.rpc;

import dev.belay.cache.BumpPropertyContract;
import dev.belay.cache.BumpRun;
import dev.belay.cache.CacheValueStore;
import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersionStore;
import dev.belay.cache.memory.InMemoryCacheStores;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.ServedDatabase;
import dev.belay.sql.TestSql;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Versions over PostgREST, while tags are trimmed. */
class RpcBumpPropertyOverRestTest extends BumpPropertyContract {

  private static ServedDatabase served;

  private final CacheValueStore values = InMemoryCacheStores.values(1000);

  @BeforeAll
  static void serve() {
    served = ServedDatabase.create(DatabaseShape.SUPABASE);
  }

  @AfterAll
  static void close() {
    served.close();
  }

  @Override
  protected TagVersionStore versions() {
    return RpcTagVersionStores.over(served.rpc());
  }

  @Override
  protected CacheValueStore values() {
    return values;
  }

  @Override
  protected void disturb(TagSet tags) {
    TestSql.column(served.database().service(), "select public.trim_cache_tag_versions(now())");
  }

  @Override
  protected BumpRun ofProcesses() {
    return BumpRun.REST;
  }

  @Override
  protected BumpRun nearby() {
    return BumpRun.REST_NEAR;
  }
}
