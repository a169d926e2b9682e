package dev.belay.sql.rest;

import dev.belay.sql.RpcClient;
import dev.belay.sql.ServedDatabase;

/** With nothing in front of PostgREST. */
class PostgrestRpcClientWithoutGatewayTest extends ServedContract {

  @Override
  RpcClient client(ServedDatabase served) {
    return served.bareRpc(served.keys().token("service_role"));
  }
}
