package dev.belay.webhook.send;

import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;
import dev.belay.sql.ServedDatabase;

/** Endpoints over PostgREST. */
class RpcWebhookEndpointsOverRestTest extends WebhookEndpointsContract {

  private ServedDatabase served;

  @Override
  RpcClient connect(InstalledDatabase installed) {
    served = ServedDatabase.before(installed);
    return served.rpc();
  }

  @Override
  void disconnect() {
    served.close();
  }
}
