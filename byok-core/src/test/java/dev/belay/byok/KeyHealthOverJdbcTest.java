package dev.belay.byok;

import dev.belay.sql.RpcClient;

/** Key health over JDBC. */
class KeyHealthOverJdbcTest extends StoredKeyHealthContract {

  @Override
  RpcClient rpc() {
    return database().rpc();
  }
}
