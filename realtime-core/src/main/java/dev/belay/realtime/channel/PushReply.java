package dev.belay.realtime.channel;

import dev.belay.realtime.internal.RawJson;
import java.util.Map;

/** What a {@code phx_reply} says: {@code {"status":"ok"|"error","response":…}}. */
record PushReply(Push.Outcome outcome, String response) {

  static PushReply read(String payload) {
    Map<String, String> members = RawJson.members(payload).orElse(Map.of());
    boolean ok = RawJson.string(members.get("status")).filter("ok"::equals).isPresent();
    String response = members.getOrDefault("response", "");
    return new PushReply(ok ? Push.Outcome.OK : Push.Outcome.ERROR, response);
  }

  /** The reason of a refused join: in an object's {@code reason}, or the text itself. */
  static String reason(String response) {
    return RawJson.members(response)
        .flatMap(members -> RawJson.string(members.get("reason")))
        .or(() -> RawJson.string(response))
        .orElse("");
  }

  /** What the server says can hold a topic or a part of a token. */
  @Override
  public String toString() {
    return "PushReply[" + outcome + "]";
  }
}
