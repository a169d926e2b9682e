package dev.belay.webhook.send.rpc;

import dev.belay.sql.RpcClient;
import dev.belay.webhook.send.WebhookDispatcher;
import dev.belay.webhook.send.WebhookEndpoints;
import dev.belay.webhook.send.WebhookOperations;
import dev.belay.webhook.send.internal.DispatcherBuilder;
import java.util.Objects;

/**
 * The outbox of a database, over its SQL functions: over JDBC or over REST, as the client has it.
 * Immutable, and safe for use by many threads.
 */
public final class WebhookOutbox {

  private final RpcClient rpc;

  private WebhookOutbox(RpcClient rpc) {
    this.rpc = rpc;
  }

  /**
   * The outbox of a database.
   *
   * @param rpc how to call it, as a member of {@code service_role}
   * @return the outbox
   */
  public static WebhookOutbox over(RpcClient rpc) {
    return new WebhookOutbox(Objects.requireNonNull(rpc, "rpc"));
  }

  /**
   * Begins a dispatcher, which sends what the outbox holds.
   *
   * @return a builder
   */
  public WebhookDispatcher.Builder dispatcher() {
    return new DispatcherBuilder(new RpcOutbox(rpc));
  }

  /**
   * Where events go.
   *
   * @return the endpoints, safe for use by many threads
   */
  public WebhookEndpoints endpoints() {
    return new RpcWebhookEndpoints(rpc);
  }

  /**
   * What waits and what became of it, for operators.
   *
   * @return the operations, safe for use by many threads
   */
  public WebhookOperations operations() {
    return new RpcWebhookOperations(rpc);
  }
}
