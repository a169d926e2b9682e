package dev.belay.sql.rest;

import dev.belay.sql.ContractFunctions;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.RpcClient;
import dev.belay.sql.RpcClientContract;
import dev.belay.sql.ServedDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The contract over PostgREST; a subclass says by which way and with which key. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ServedContract extends RpcClientContract {

  private ServedDatabase served;
  private RpcClient client;

  abstract RpcClient client(ServedDatabase served);

  @BeforeAll
  void serve() {
    served = ServedDatabase.create(DatabaseShape.PLAIN);
    ContractFunctions.install(served.database().superuser());
    served.postgrest().reloadSchema();
    client = client(served);
  }

  @AfterAll
  void close() {
    served.close();
  }

  @Override
  protected RpcClient client() {
    return client;
  }
}
