package dev.belay.sql.rest;

import dev.belay.sql.RpcClient;
import dev.belay.sql.ServedDatabase;

/** Through a project's gateway, with a key of the old kind. */
class PostgrestRpcClientWithLegacyKeyTest extends ServedContract {

  @Override
  RpcClient client(ServedDatabase served) {
    return served.rpc(served.keys().legacyServiceRoleKey());
  }
}
