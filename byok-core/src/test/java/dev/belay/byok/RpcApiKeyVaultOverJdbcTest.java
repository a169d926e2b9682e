package dev.belay.byok;

import dev.belay.byok.envelope.KeyRing;
import dev.belay.byok.envelope.Rings;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The contract over JDBC, in each kind of vault that a database can have. */
class RpcApiKeyVaultOverJdbcTest {

  private static final KeyRing RING = KeyRing.of("k1", Rings.generated());

  @Nested
  class EnvelopesInThePortableVault extends OverJdbc {
    EnvelopesInThePortableVault() {
      super(DatabaseShape.PLAIN);
    }

    @Override
    protected ApiKeyVault vault(ReadAudit audit) {
      return ApiKeyVaults.builder(database().rpc()).keyRing(RING).readAudit(audit).build();
    }
  }

  @Nested
  class EnvelopesInSupabaseVault extends OverJdbc {
    EnvelopesInSupabaseVault() {
      super(DatabaseShape.SUPABASE);
    }

    @Override
    protected ApiKeyVault vault(ReadAudit audit) {
      return ApiKeyVaults.builder(database().rpc()).keyRing(RING).readAudit(audit).build();
    }
  }

  @Nested
  class PlainKeysInSupabaseVault extends OverJdbc {
    PlainKeysInSupabaseVault() {
      super(DatabaseShape.SUPABASE);
    }

    @Override
    protected ApiKeyVault vault(ReadAudit audit) {
      return ApiKeyVaults.builder(database().rpc()).readAudit(audit).build();
    }
  }

  @TestInstance(Lifecycle.PER_CLASS)
  abstract static class OverJdbc extends ApiKeyVaultContract {

    private final DatabaseShape shape;
    private InstalledDatabase database;

    OverJdbc(DatabaseShape shape) {
      this.shape = shape;
    }

    @BeforeAll
    void install() {
      database = InstalledDatabase.create(shape);
    }

    @AfterAll
    void drop() {
      database.close();
    }

    InstalledDatabase database() {
      return database;
    }

    @Override
    protected UUID newUser() {
      return database.newUser();
    }
  }
}
