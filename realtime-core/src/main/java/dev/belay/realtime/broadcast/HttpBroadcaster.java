package dev.belay.realtime.broadcast;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Sends each message by a request of its own, which says where it is refused: {@code POST
 * /realtime/v1/api/broadcast/{topic}/events/{event}?private=…} (supabase/realtime, {@code
 * single_broadcast.ex}).
 */
final class HttpBroadcaster implements Broadcaster {

  private final RealtimeApi api;

  HttpBroadcaster(RealtimeApi api) {
    this.api = api;
  }

  @Override
  public BroadcastReceipt send(Broadcast broadcast) {
    api.post(
        "/"
            + encoded(broadcast.topic())
            + "/events/"
            + encoded(broadcast.event())
            + "?private="
            + broadcast.isPrivate(),
        broadcast.payload().text());
    return new BroadcastReceipt(null, true);
  }

  @Override
  public List<BroadcastReceipt> sendAll(List<Broadcast> broadcasts) {
    return Batches.checked(broadcasts).stream().map(this::send).toList();
  }

  /** A part of a path, in which a plus sign is itself and a dot must not become a step. */
  private static String encoded(String name) {
    String text = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return text.equals(".") || text.equals("..") ? text.replace(".", "%2E") : text;
  }
}
