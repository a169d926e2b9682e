package dev.belay.byok;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Rotation over JDBC, in each kind of vault. */
class KeyRotationOverJdbcTest {

  @Nested
  class InThePortableVault extends OverJdbc {
    InThePortableVault() {
      super(DatabaseShape.PLAIN);
    }
  }

  @Nested
  class InSupabaseVault extends OverJdbc {
    InSupabaseVault() {
      super(DatabaseShape.SUPABASE);
    }

    @Test
    void sealsPlaintextOnlyWhereAsked() {
      sealsPlaintextOnlyWhereAskedTo();
    }
  }

  abstract static class OverJdbc extends KeyRotationContract {

    OverJdbc(DatabaseShape shape) {
      super(shape);
    }

    @Override
    RpcClient connect(InstalledDatabase installed) {
      return installed.rpc();
    }
  }
}
