package dev.belay.byok;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;
import dev.belay.sql.ServedDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Rotation over PostgREST, in each kind of vault. */
class KeyRotationOverRestTest {

  @Nested
  class InThePortableVault extends OverRest {
    InThePortableVault() {
      super(DatabaseShape.PLAIN);
    }
  }

  @Nested
  class InSupabaseVault extends OverRest {
    InSupabaseVault() {
      super(DatabaseShape.SUPABASE);
    }

    @Test
    void sealsPlaintextOnlyWhereAsked() {
      sealsPlaintextOnlyWhereAskedTo();
    }
  }

  abstract static class OverRest extends KeyRotationContract {

    private ServedDatabase served;

    OverRest(DatabaseShape shape) {
      super(shape);
    }

    @Override
    RpcClient connect(InstalledDatabase installed) {
      served = ServedDatabase.before(installed);
      return served.rpc();
    }

    @AfterAll
    void stop() {
      served.close();
    }
  }
}
