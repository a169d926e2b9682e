package dev.belay.webhook.send.rpc;

import dev.belay.webhook.send.Backend;
import dev.belay.webhook.send.WebhookOperationsContract;

/** Operations over PostgREST. */
class RpcWebhookOperationsOverRestTest extends WebhookOperationsContract {

  RpcWebhookOperationsOverRestTest() {
    super(Backend.REST);
  }
}
