package dev.belay.sql.jdbc;

import dev.belay.sql.ContractFunctions;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;
import dev.belay.sql.RpcClientContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class JdbcRpcClientTest extends RpcClientContract {

  private static InstalledDatabase database;
  private static RpcClient client;

  @BeforeAll
  static void install() {
    database = InstalledDatabase.create(DatabaseShape.PLAIN);
    ContractFunctions.install(database.superuser());
    client = database.rpc();
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @Override
  protected RpcClient client() {
    return client;
  }
}
