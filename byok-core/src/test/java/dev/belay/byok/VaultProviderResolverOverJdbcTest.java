package dev.belay.byok;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The contract over JDBC, with and without a key ring. */
class VaultProviderResolverOverJdbcTest {

  private static VaultsOverJdbc vaults;

  @BeforeAll
  static void open() {
    vaults = new VaultsOverJdbc();
  }

  @AfterAll
  static void drop() {
    vaults.close();
  }

  @Nested
  class EnvelopesInThePortableVault extends ProviderResolverContract {

    @Override
    protected ResolverSubject subject() {
      return vaults.envelopesInThePortableVault();
    }
  }

  @Nested
  class PlainKeysInSupabaseVault extends ProviderResolverContract {

    @Override
    protected ResolverSubject subject() {
      return vaults.plainKeysInSupabaseVault();
    }
  }
}
