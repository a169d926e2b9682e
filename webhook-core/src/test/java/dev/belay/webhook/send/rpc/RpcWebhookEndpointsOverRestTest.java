package dev.belay.webhook.send.rpc;

import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;
import dev.belay.sql.ServedDatabase;
import dev.belay.webhook.send.WebhookEndpointsContract;

/** Endpoints over PostgREST. */
class RpcWebhookEndpointsOverRestTest extends WebhookEndpointsContract {

  private ServedDatabase served;

  @Override
  protected RpcClient connect(InstalledDatabase installed) {
    served = ServedDatabase.before(installed);
    return served.rpc();
  }

  @Override
  protected void disconnect() {
    served.close();
  }
}
