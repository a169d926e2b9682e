package dev.belay.webhook.send;

import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;

/** Operations over JDBC. */
class RpcWebhookOperationsOverJdbcTest extends WebhookOperationsContract {

  @Override
  RpcClient connect(InstalledDatabase installed) {
    return installed.rpc();
  }

  @Override
  void disconnect() {}
}
