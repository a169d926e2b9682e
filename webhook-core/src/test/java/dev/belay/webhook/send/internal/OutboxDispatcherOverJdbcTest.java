package dev.belay.webhook.send.internal;

import dev.belay.webhook.send.Backend;
import dev.belay.webhook.send.WebhookDispatcherContract;

/** A dispatcher over JDBC. */
class OutboxDispatcherOverJdbcTest extends WebhookDispatcherContract {

  OutboxDispatcherOverJdbcTest() {
    super(Backend.JDBC);
  }
}
