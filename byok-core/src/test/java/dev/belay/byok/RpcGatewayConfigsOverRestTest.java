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

/** The contract over PostgREST, with and without a key ring, with each kind of service key. */
class RpcGatewayConfigsOverRestTest {

  private static final KeyRing RING = KeyRing.of("k1", Rings.generated());
  private static ServedDatabase plain;
  private static ServedDatabase supabase;
  private static RpcClient plainRpc;
  private static RpcClient supabaseRpc;

  @BeforeAll
  static void serve() {
    plain = ServedDatabase.create(DatabaseShape.PLAIN);
    supabase = ServedDatabase.create(DatabaseShape.SUPABASE);
    plainRpc = plain.rpc(plain.keys().legacyServiceRoleKey());
    supabaseRpc = supabase.rpc(supabase.keys().secretKey());
  }

  @AfterAll
  static void drop() {
    plain.close();
    supabase.close();
  }

  @Nested
  class EnvelopesInThePortableVault extends GatewayConfigsContract {

    @Override
    protected ApiKeyVault vault(ReadAudit audit) {
      return ApiKeyVaults.builder(plainRpc).keyRing(RING).readAudit(audit).build();
    }

    @Override
    protected GatewayConfigs configs(GatewayUrlPolicy urls) {
      return GatewayConfigs.over(plainRpc, RING, urls);
    }

    @Override
    protected UUID newUser() {
      return plain.database().newUser();
    }
  }

  @Nested
  class PlainKeysInSupabaseVault extends GatewayConfigsContract {

    @Override
    protected ApiKeyVault vault(ReadAudit audit) {
      return ApiKeyVaults.builder(supabaseRpc).readAudit(audit).build();
    }

    @Override
    protected GatewayConfigs configs(GatewayUrlPolicy urls) {
      return GatewayConfigs.overSupabaseVault(supabaseRpc, urls);
    }

    @Override
    protected UUID newUser() {
      return supabase.database().newUser();
    }
  }
}
