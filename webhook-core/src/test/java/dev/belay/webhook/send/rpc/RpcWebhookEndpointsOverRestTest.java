package dev.belay.webhook.send.rpc;

import dev.belay.webhook.send.Backend;
import dev.belay.webhook.send.WebhookEndpointsContract;

/** Endpoints over PostgREST. */
class RpcWebhookEndpointsOverRestTest extends WebhookEndpointsContract {

  RpcWebhookEndpointsOverRestTest() {
    super(Backend.REST);
  }
}
