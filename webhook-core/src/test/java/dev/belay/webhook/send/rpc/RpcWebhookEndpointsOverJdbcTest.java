package dev.belay.webhook.send.rpc;

import dev.belay.webhook.send.Backend;
import dev.belay.webhook.send.WebhookEndpointsContract;

/** Endpoints over JDBC. */
class RpcWebhookEndpointsOverJdbcTest extends WebhookEndpointsContract {

  RpcWebhookEndpointsOverJdbcTest() {
    super(Backend.JDBC);
  }
}
