package dev.belay.realtime.broadcast;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Sends from the database. */
final class RpcBroadcaster implements Broadcaster {

  private final RpcClient client;

  RpcBroadcaster(RpcClient client) {
    this.client = Objects.requireNonNull(client, "client");
  }

  @Override
  public BroadcastReceipt send(Broadcast broadcast) {
    UUID id =
        client
            .scalar(
                RpcCall.of("send_broadcast")
                    .with("p_topic", broadcast.topic())
                    .with("p_event", broadcast.event())
                    .with("p_payload", broadcast.payload())
                    .with("p_private", broadcast.isPrivate()),
                UUID.class)
            .orElseThrow(
                () ->
                    new BackendUnavailableException(
                        "The database did not say that it stored the message",
                        BackendFault.none(),
                        false));
    return new BroadcastReceipt(id, true);
  }

  @Override
  public List<BroadcastReceipt> sendAll(List<Broadcast> broadcasts) {
    return Batches.checked(broadcasts).stream().map(this::send).toList();
  }
}
