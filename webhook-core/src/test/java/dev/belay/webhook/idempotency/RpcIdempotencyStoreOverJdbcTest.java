package dev.belay.webhook.idempotency;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RpcIdempotencyStoreOverJdbcTest extends IdempotencyStoreContract {

  private static InstalledDatabase database;
  private static IdempotencyStore store;

  @BeforeAll
  static void install() {
    database = InstalledDatabase.create(DatabaseShape.PLAIN);
    store = IdempotencyStores.over(database.rpc());
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @Override
  protected IdempotencyStore store() {
    return store;
  }

  @Override
  protected void endTimeOf(IdempotencyKey key) {
    StoredRow.endTimeOf(database, key);
  }
}
