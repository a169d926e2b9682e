package dev.belay.webhook.receive;

import dev.belay.webhook.WebhookEvent;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/** Which tables an endpoint is for: those that were named, or all. */
final class TableFilter {

  private final String endpoint;
  private final Set<String> names;
  private final Logger log;
  private final AtomicBoolean told = new AtomicBoolean();

  TableFilter(String endpoint, Set<String> names, Logger log) {
    this.endpoint = endpoint;
    this.names = Set.copyOf(names);
    this.log = log;
  }

  boolean admits(WebhookEvent event) {
    if (names.isEmpty() || names.contains(event.schema() + "." + event.table())) {
      return true;
    }
    // To the sender it is delivered, so nobody would ever hear of a schema that was left out.
    if (names.contains("public." + event.table()) && told.compareAndSet(false, true)) {
      log.warn(
          "Webhook {} passes over {}.{}: it is for a table of that name in schema public",
          endpoint,
          event.schema(),
          event.table());
    }
    return false;
  }
}
