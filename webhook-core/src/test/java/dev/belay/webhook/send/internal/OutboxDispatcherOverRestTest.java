package dev.belay.webhook.send.internal;

import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;
import dev.belay.sql.ServedDatabase;
import dev.belay.webhook.send.WebhookDispatcherContract;

/** A dispatcher over PostgREST. */
class OutboxDispatcherOverRestTest extends WebhookDispatcherContract {

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
