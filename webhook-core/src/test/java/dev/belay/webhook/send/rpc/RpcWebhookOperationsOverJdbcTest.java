package dev.belay.webhook.send.rpc;

import dev.belay.webhook.send.Backend;
import dev.belay.webhook.send.WebhookOperationsContract;

/** Operations over JDBC. */
class RpcWebhookOperationsOverJdbcTest extends WebhookOperationsContract {

  RpcWebhookOperationsOverJdbcTest() {
    super(Backend.JDBC);
  }
}
