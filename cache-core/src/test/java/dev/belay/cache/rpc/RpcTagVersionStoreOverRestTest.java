package dev.belay.cache.rpc;

import dev.belay.cache.TagVersionStore;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.ServedDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RpcTagVersionStoreOverRestTest extends PostgresTagVersionStoreContract {

  private static ServedDatabase served;
  private static TagVersionStore store;

  @BeforeAll
  static void serve() {
    served = ServedDatabase.create(DatabaseShape.SUPABASE);
    store = RpcTagVersionStores.over(served.rpc());
  }

  @AfterAll
  static void close() {
    served.close();
  }

  @Override
  protected TagVersionStore store() {
    return store;
  }

  @Override
  protected InstalledDatabase database() {
    return served.database();
  }
}
