package dev.belay.byok;

import dev.belay.byok.envelope.KeyRing;
import dev.belay.byok.envelope.Rings;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.RpcClient;
import dev.belay.sql.ServedDatabase;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The contract over PostgREST, in each kind of vault and with each kind of service key. */
class RpcApiKeyVaultOverRestTest {

  private static final KeyRing RING = KeyRing.of("k1", Rings.generated());

  @Nested
  class EnvelopesInThePortableVault extends OverRest {
    EnvelopesInThePortableVault() {
      super(DatabaseShape.PLAIN);
    }

    @Override
    RpcClient rpc(ServedDatabase served) {
      return served.rpc(served.keys().secretKey());
    }

    @Override
    protected ApiKeyVault vault(ReadAudit audit) {
      return ApiKeyVaults.builder(rpc()).keyRing(RING).readAudit(audit).build();
    }
  }

  @Nested
  class EnvelopesInSupabaseVault extends OverRest {
    EnvelopesInSupabaseVault() {
      super(DatabaseShape.SUPABASE);
    }

    @Override
    RpcClient rpc(ServedDatabase served) {
      return served.bareRpc(served.keys().token("service_role"));
    }

    @Override
    protected ApiKeyVault vault(ReadAudit audit) {
      return ApiKeyVaults.builder(rpc()).keyRing(RING).readAudit(audit).build();
    }
  }

  @Nested
  class PlainKeysInSupabaseVault extends OverRest {
    PlainKeysInSupabaseVault() {
      super(DatabaseShape.SUPABASE);
    }

    @Override
    RpcClient rpc(ServedDatabase served) {
      return served.rpc(served.keys().legacyServiceRoleKey());
    }

    @Override
    protected ApiKeyVault vault(ReadAudit audit) {
      return ApiKeyVaults.builder(rpc()).readAudit(audit).build();
    }
  }

  @TestInstance(Lifecycle.PER_CLASS)
  abstract static class OverRest extends ApiKeyVaultContract {

    private final DatabaseShape shape;
    private ServedDatabase served;
    private RpcClient rpc;

    OverRest(DatabaseShape shape) {
      this.shape = shape;
    }

    abstract RpcClient rpc(ServedDatabase served);

    @BeforeAll
    void serve() {
      served = ServedDatabase.create(shape);
      rpc = rpc(served);
    }

    @AfterAll
    void drop() {
      served.close();
    }

    RpcClient rpc() {
      return rpc;
    }

    @Override
    protected UUID newUser() {
      return served.database().newUser();
    }
  }
}
