package dev.belay.sql.rest;

import dev.belay.sql.RpcClient;
import dev.belay.sql.ServedDatabase;

/** Through a project's gateway, with a secret key of the new kind. */
class PostgrestRpcClientTest extends ServedContract {

  @Override
  RpcClient client(ServedDatabase served) {
    return served.rpc(served.keys().secretKey());
  }
}
