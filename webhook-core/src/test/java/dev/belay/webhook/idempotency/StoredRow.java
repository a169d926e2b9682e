package dev.belay.webhook.idempotency;

import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;

/** Moves the end of a lease or result, which the database's own clock decides. */
final class StoredRow {

  private StoredRow() {}

  static void endTimeOf(InstalledDatabase database, IdempotencyKey key) {
    TestSql.number(
        database.superuser(),
        "with ended as (update belay.idempotency_keys set expires_at = clock_timestamp()"
            + " where scope = ? and id = ? returning 1) select count(*) from ended",
        key.scope(),
        key.id());
  }
}
