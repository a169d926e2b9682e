package dev.belay.webhook.send;

import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;

/** Endpoints over JDBC. */
class RpcWebhookEndpointsOverJdbcTest extends WebhookEndpointsContract {

  @Override
  RpcClient connect(InstalledDatabase installed) {
    return installed.rpc();
  }

  @Override
  void disconnect() {}
}
