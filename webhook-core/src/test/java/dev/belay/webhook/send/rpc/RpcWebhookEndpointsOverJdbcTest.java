package dev.belay.webhook.send.rpc;

import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;
import dev.belay.webhook.send.WebhookEndpointsContract;

/** Endpoints over JDBC. */
class RpcWebhookEndpointsOverJdbcTest extends WebhookEndpointsContract {

  @Override
  protected RpcClient connect(InstalledDatabase installed) {
    return installed.rpc();
  }

  @Override
  protected void disconnect() {}
}
