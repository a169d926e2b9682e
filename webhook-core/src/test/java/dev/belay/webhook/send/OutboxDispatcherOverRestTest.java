package dev.belay.webhook.send;

import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;
import dev.belay.sql.ServedDatabase;

/** A dispatcher over PostgREST. */
class OutboxDispatcherOverRestTest extends WebhookDispatcherContract {

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
