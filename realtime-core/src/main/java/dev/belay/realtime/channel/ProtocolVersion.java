package dev.belay.realtime.channel;

import dev.belay.realtime.internal.RawJson;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How messages are written on the wire (Supabase, "Realtime Protocol"). The channel client does the
 * same with both.
 */
public enum ProtocolVersion {

  /** Each message is an object. Servers of any age know it. */
  V1("1.0.0") {
    @Override
    String write(Frame frame) {
      return "{\"topic\":"
          + RawJson.quoted(frame.topic())
          + ",\"event\":"
          + RawJson.quoted(frame.event())
          + ",\"payload\":"
          + frame.payload()
          + ",\"ref\":"
          + orNull(frame.ref())
          + ",\"join_ref\":"
          + orNull(frame.joinRef())
          + "}";
    }

    @Override
    Optional<Frame> read(String text) {
      return RawJson.members(text).flatMap(ProtocolVersion::ofMembers);
    }
  },

  /** Each message is an array, shorter, and broadcasts may come as binary frames. */
  V2("2.0.0") {
    @Override
    String write(Frame frame) {
      return "["
          + String.join(
              ",",
              orNull(frame.joinRef()),
              orNull(frame.ref()),
              RawJson.quoted(frame.topic()),
              RawJson.quoted(frame.event()),
              frame.payload())
          + "]";
    }

    @Override
    Optional<Frame> read(String text) {
      return RawJson.items(text)
          .filter(items -> items.size() == 5)
          .flatMap(
              items -> frame(items.get(0), items.get(1), items.get(2), items.get(3), items.get(4)));
    }
  };

  private final String number;

  ProtocolVersion(String number) {
    this.number = number;
  }

  /**
   * What the URL says as {@code vsn}.
   *
   * @return such as {@code 2.0.0}
   */
  public String number() {
    return number;
  }

  abstract String write(Frame frame);

  /** Empty where the text is no message. */
  abstract Optional<Frame> read(String text);

  private static Optional<Frame> ofMembers(Map<String, String> members) {
    return frame(
        members.get("join_ref"),
        members.get("ref"),
        members.get("topic"),
        members.get("event"),
        members.get("payload"));
  }

  private static Optional<Frame> frame(
      @Nullable String joinRef,
      @Nullable String ref,
      @Nullable String topic,
      @Nullable String event,
      @Nullable String payload) {
    Optional<String> topicText = RawJson.string(topic);
    Optional<String> eventText = RawJson.string(event);
    if (topicText.isEmpty() || eventText.isEmpty() || payload == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Frame(
            RawJson.string(joinRef).orElse(null),
            RawJson.string(ref).orElse(null),
            topicText.get(),
            eventText.get(),
            payload));
  }

  private static String orNull(@Nullable String text) {
    return text == null ? "null" : RawJson.quoted(text);
  }
}
