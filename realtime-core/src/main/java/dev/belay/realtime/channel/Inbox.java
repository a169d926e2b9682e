package dev.belay.realtime.channel;

import dev.belay.realtime.internal.RawJson;
import dev.belay.sql.Json;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What comes on one channel: reads it, passes over what came before, and hands it to the listeners.
 * In the engine's thread, but for the counts and the list of who is present.
 *
 * <p>Between the sending of a join and its answer, messages are kept: they belong to the join if it
 * succeeds, and to nobody if it does not.
 */
final class Inbox {

  private static final int MOST_HELD = 256;
  private static final int REMEMBERED = 512;

  private final ChannelOptions options;
  private final Delivery delivery;
  private final ChannelTelemetry telemetry;

  private final List<Frame> held = new ArrayList<>();
  private final PresenceState presence = new PresenceState();
  private final AtomicLong dropped = new AtomicLong();
  private volatile List<Presence> present = List.of();
  private volatile boolean muted;

  private final Map<String, Boolean> seen =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  Inbox(ChannelOptions options, Delivery delivery, ChannelTelemetry telemetry) {
    this.options = options;
    this.delivery = delivery;
    this.telemetry = telemetry;
  }

  void hold(Frame frame) {
    if (held.size() < MOST_HELD) {
      held.add(frame);
    } else {
      drop();
    }
  }

  /** What was held belongs to nobody. */
  void forget() {
    held.clear();
  }

  /** What was held, for the channel to take now. */
  List<Frame> release() {
    List<Frame> frames = List.copyOf(held);
    held.clear();
    return frames;
  }

  /** No listener is called any more. */
  void mute() {
    muted = true;
  }

  void take(Frame frame) {
    switch (frame.event()) {
      case Frame.BROADCAST -> broadcast(frame);
      case "presence_state" -> presence.replace(frame.payload()).ifPresent(this::changed);
      case "presence_diff" -> presence.apply(frame.payload()).ifPresent(this::changed);
      default -> {
        // Such as an event of a newer server: nothing here listens to it.
      }
    }
  }

  private void broadcast(Frame frame) {
    Optional<BroadcastMessage> message = read(frame.payload());
    if (message.isEmpty() || seenBefore(message.get())) {
      return;
    }
    ByteBuffer bytes = frame.bytes();
    boolean room =
        delivery.offer(
            () -> {
              if (!muted) {
                hand(message.get(), bytes);
              }
            },
            frame.payload().length() + (bytes == null ? 0 : bytes.remaining()));
    if (room) {
      telemetry.received();
    } else {
      drop();
    }
  }

  private void hand(BroadcastMessage message, @Nullable ByteBuffer bytes) {
    if (bytes == null) {
      options.onBroadcast().accept(message);
    } else {
      options
          .onBinary()
          .accept(
              new BinaryMessage(message.event(), bytes, message.messageId(), message.replayed()));
    }
  }

  private void drop() {
    dropped.incrementAndGet();
    telemetry.dropped();
  }

  private boolean seenBefore(BroadcastMessage message) {
    return message.id().isPresent() && seen.put(message.id().get(), true) != null;
  }

  private void changed(PresenceChange change) {
    present = change.present();
    boolean room =
        delivery.offer(
            () -> {
              if (!muted) {
                options.onPresence().accept(change);
              }
            },
            0);
    if (!room) {
      drop();
    }
  }

  /** {@code {"type":"broadcast","event":…,"payload":…,"meta":{"id":…,"replayed":true}}}. */
  private static Optional<BroadcastMessage> read(String payload) {
    Map<String, String> members = RawJson.members(payload).orElse(Map.of());
    Map<String, String> meta = RawJson.members(members.getOrDefault("meta", "")).orElse(Map.of());
    return RawJson.string(members.get("event"))
        .map(
            event ->
                new BroadcastMessage(
                    event,
                    new Json(members.getOrDefault("payload", "{}")),
                    RawJson.string(meta.get("id")).orElse(null),
                    "true".equals(meta.get("replayed"))));
  }

  List<Presence> presences() {
    return present;
  }

  long dropped() {
    return dropped.get();
  }
}
