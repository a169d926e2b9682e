package dev.belay.examples.cli;

import dev.belay.webhook.send.WebhookEndpoints;
import dev.belay.webhook.send.WebhookOperations;
import dev.belay.webhook.send.rpc.WebhookOutbox;
import picocli.CommandLine.Mixin;

/** What the commands about webhooks have in common: the database, without any key ring. */
final class WebhookDatabaseOptions {

  @Mixin private DatabaseOptions database;

  /** Opens the database for one command. */
  Opened open(Surroundings outside) {
    return new Opened(database.openPrepared(outside.environment()));
  }

  /** The two doors to its webhooks. */
  record Opened(Database database) implements AutoCloseable {

    WebhookEndpoints endpoints() {
      return WebhookOutbox.over(database.rpc()).endpoints();
    }

    WebhookOperations operations() {
      return WebhookOutbox.over(database.rpc()).operations();
    }

    @Override
    public void close() {
      database.close();
    }
  }
}
