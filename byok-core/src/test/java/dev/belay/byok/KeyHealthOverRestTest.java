package dev.belay.byok;

import dev.belay.sql.RpcClient;
import dev.belay.sql.ServedDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Key health over PostgREST. */
class KeyHealthOverRestTest extends StoredKeyHealthContract {

  private static ServedDatabase served;
  private static RpcClient rpc;

  @BeforeAll
  static void serve() {
    served = ServedDatabase.before(database());
    rpc = served.rpc();
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @Override
  RpcClient rpc() {
    return rpc;
  }
}
