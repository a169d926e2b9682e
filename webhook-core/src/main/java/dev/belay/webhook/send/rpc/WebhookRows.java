package dev.belay.webhook.send.rpc;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.RpcRow;
import dev.belay.support.ConfigurationException;
import dev.belay.webhook.send.EndpointBacklog;
import dev.belay.webhook.send.OutboxEndpoint;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads what the database knows of endpoints. */
final class WebhookRows {

  private WebhookRows() {}

  static List<OutboxEndpoint> endpoints(RpcClient rpc) {
    return rpc.rows(RpcCall.of("list_webhook_endpoints").idempotent(), WebhookRows::endpoint);
  }

  static List<EndpointBacklog> backlog(RpcClient rpc) {
    return rpc.rows(RpcCall.of("list_webhook_backlog").idempotent(), WebhookRows::backlog);
  }

  private static OutboxEndpoint endpoint(RpcRow row) {
    return new OutboxEndpoint(
        returned(row.text("endpoint")),
        row.text("url").orElse(null),
        word(OutboxEndpoint.Mode.values(), returned(row.text("mode"))),
        returned(row.bool("ordered")),
        word(OutboxEndpoint.State.values(), returned(row.text("state"))),
        row.text("state_reason").orElse(null),
        row.text("signing_fingerprint").orElse(null),
        row.instant("signing_fingerprint_at").orElse(null));
  }

  private static EndpointBacklog backlog(RpcRow row) {
    return new EndpointBacklog(
        returned(row.text("endpoint")),
        word(OutboxEndpoint.State.values(), returned(row.text("state"))),
        returned(row.integer("waiting")),
        returned(row.integer("in_flight")),
        returned(row.integer("dead")),
        row.instant("oldest_at").orElse(null));
  }

  /** The constant whose name in lower case is this word. */
  static <E extends Enum<E>> E word(E[] constants, String word) {
    return Arrays.stream(constants)
        .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "The database holds a word that this version of the library does not know:"
                        + " update the library"));
  }

  static <T> T returned(Optional<T> value) {
    return value.orElseThrow(
        () ->
            new ConfigurationException(
                "The database answered with null: install the schema of this version"));
  }
}
