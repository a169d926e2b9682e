package dev.belay.realtime.broadcast;

import dev.belay.realtime.internal.RawJson;
import java.util.List;

/**
 * Sends all messages by one request, {@code POST /realtime/v1/api/broadcast}. It answers 202 also
 * where private ones were dropped for want of a right (supabase/realtime, {@code
 * batch_broadcast.ex}), so these are not confirmed.
 */
final class HttpBatchBroadcaster implements Broadcaster {

  private final RealtimeApi api;

  HttpBatchBroadcaster(RealtimeApi api) {
    this.api = api;
  }

  @Override
  public BroadcastReceipt send(Broadcast broadcast) {
    return sendAll(List.of(broadcast)).get(0);
  }

  @Override
  public List<BroadcastReceipt> sendAll(List<Broadcast> broadcasts) {
    List<Broadcast> checked = Batches.checked(broadcasts);
    StringBuilder json = new StringBuilder("{\"messages\":[");
    String comma = "";
    for (Broadcast one : checked) {
      json.append(comma).append(json(one));
      comma = ",";
    }
    api.post("", json.append("]}").toString());
    return checked.stream().map(one -> new BroadcastReceipt(null, !one.isPrivate())).toList();
  }

  private static String json(Broadcast one) {
    return "{\"topic\":"
        + RawJson.quoted(one.topic())
        + ",\"event\":"
        + RawJson.quoted(one.event())
        + ",\"payload\":"
        + one.payload().text()
        + ",\"private\":"
        + one.isPrivate()
        + "}";
  }
}
