package dev.belay.byok;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The contract over PostgREST, with and without a key ring, with each kind of service key. */
class RpcGatewayConfigsOverRestTest {

  private static VaultsOverRest vaults;

  @BeforeAll
  static void open() {
    vaults = new VaultsOverRest();
  }

  @AfterAll
  static void drop() {
    vaults.close();
  }

  @Nested
  class EnvelopesInThePortableVault extends GatewayConfigsContract {

    @Override
    protected ResolverSubject subject() {
      return vaults.envelopesInThePortableVault();
    }
  }

  @Nested
  class PlainKeysInSupabaseVault extends GatewayConfigsContract {

    @Override
    protected ResolverSubject subject() {
      return vaults.plainKeysInSupabaseVault();
    }
  }
}
