package dev.belay.byok;

import dev.belay.byok.envelope.KeyRing;
import dev.belay.byok.envelope.Rings;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The contract over JDBC, with and without a key ring. */
class VaultProviderResolverOverJdbcTest {

  private static final KeyRing RING = KeyRing.of("k1", Rings.generated());
  private static InstalledDatabase plain;
  private static InstalledDatabase supabase;

  @BeforeAll
  static void install() {
    plain = InstalledDatabase.create(DatabaseShape.PLAIN);
    supabase = InstalledDatabase.create(DatabaseShape.SUPABASE);
  }

  @AfterAll
  static void drop() {
    plain.close();
    supabase.close();
  }

  @Nested
  class EnvelopesInThePortableVault extends ProviderResolverContract {

    @Override
    protected ApiKeyVault vault(ReadAudit audit) {
      return ApiKeyVaults.builder(plain.rpc()).keyRing(RING).readAudit(audit).build();
    }

    @Override
    protected GatewayConfigs configs(GatewayUrlPolicy urls) {
      return GatewayConfigs.over(plain.rpc(), RING, urls);
    }

    @Override
    protected UUID newUser() {
      return plain.newUser();
    }
  }

  @Nested
  class PlainKeysInSupabaseVault extends ProviderResolverContract {

    @Override
    protected ApiKeyVault vault(ReadAudit audit) {
      return ApiKeyVaults.builder(supabase.rpc()).readAudit(audit).build();
    }

    @Override
    protected GatewayConfigs configs(GatewayUrlPolicy urls) {
      return GatewayConfigs.overSupabaseVault(supabase.rpc(), urls);
    }

    @Override
    protected UUID newUser() {
      return supabase.newUser();
    }
  }
}
