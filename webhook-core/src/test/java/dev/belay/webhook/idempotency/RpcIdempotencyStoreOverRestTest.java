package dev.belay.webhook.idempotency;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.ServedDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RpcIdempotencyStoreOverRestTest extends IdempotencyStoreContract {

  private static ServedDatabase served;
  private static IdempotencyStore store;

  @BeforeAll
  static void serve() {
    served = ServedDatabase.create(DatabaseShape.SUPABASE);
    store = IdempotencyStores.over(served.rpc());
  }

  @AfterAll
  static void drop() {
    served.close();
  }

  @Override
  protected IdempotencyStore store() {
    return store;
  }

  @Override
  protected void endTimeOf(IdempotencyKey key) {
    StoredRow.endTimeOf(served.database(), key);
  }
}
