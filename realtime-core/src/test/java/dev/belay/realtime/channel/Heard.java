package dev.belay.realtime.channel;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a channel's listeners were told. */
final class Heard {

  final List<BroadcastMessage> messages = new CopyOnWriteArrayList<>();
  final List<BinaryMessage> binaries = new CopyOnWriteArrayList<>();
  final List<PresenceChange> presences = new CopyOnWriteArrayList<>();
  final List<ChannelStatus> statuses = new CopyOnWriteArrayList<>();

  ChannelBuilder on(ChannelBuilder channel) {
    return channel.onBroadcast(messages::add).onBinary(binaries::add).onStatus(statuses::add);
  }

  List<String> events() {
    return messages.stream().map(BroadcastMessage::event).toList();
  }

  long times(ChannelState state) {
    return statuses.stream().filter(status -> status.state() == state).count();
  }

  void awaitEvent(String event) {
    Eventually.until("a message " + event, () -> events().contains(event));
  }

  void awaitStatus(ChannelState state, ChannelFault fault) {
    ChannelStatus status = new ChannelStatus(state, fault);
    Eventually.until(state + " " + fault, () -> statuses.contains(status));
  }
}
