package dev.belay.webhook.send.internal;

import dev.belay.webhook.send.Backend;
import dev.belay.webhook.send.WebhookDispatcherContract;

/** A dispatcher over PostgREST. */
class OutboxDispatcherOverRestTest extends WebhookDispatcherContract {

  OutboxDispatcherOverRestTest() {
    super(Backend.REST);
  }
}
