package dev.belay.webhook.send;

import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;

/** A dispatcher over JDBC. */
class OutboxDispatcherOverJdbcTest extends WebhookDispatcherContract {

  @Override
  RpcClient connect(InstalledDatabase installed) {
    return installed.rpc();
  }

  @Override
  void disconnect() {}
}
