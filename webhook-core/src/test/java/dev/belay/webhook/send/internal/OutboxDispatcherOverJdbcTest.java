package dev.belay.webhook.send.internal;

import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;
import dev.belay.webhook.send.WebhookDispatcherContract;

/** A dispatcher over JDBC. */
class OutboxDispatcherOverJdbcTest extends WebhookDispatcherContract {

  @Override
  protected RpcClient connect(InstalledDatabase installed) {
    return installed.rpc();
  }

  @Override
  protected void disconnect() {}
}
