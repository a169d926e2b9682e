package dev.belay.realtime.channel;

import dev.belay.realtime.channel.NotAcknowledgedException.Reason;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What is sent on one channel: within the membership that there is, or not at all. In the engine's
 * thread alone.
 */
final class ChannelSends {

  private static final String PRESENCE = "presence";

  private final ClientCore core;
  private final StatusBoard board;
  private @Nullable Membership joined;
  private @Nullable String tracked;

  ChannelSends(ClientCore core, StatusBoard board) {
    this.core = core;
    this.board = board;
  }

  /** From now on what is sent goes out; a state that was tracked is said again. */
  void begin(Membership membership) {
    joined = membership;
    if (tracked != null) {
      membership.tell(PRESENCE, tracked);
    }
  }

  void end() {
    joined = null;
  }

  void send(String event, String payload, boolean answered, CompletableFuture<Void> done) {
    Membership current = joined;
    if (current == null) {
      Membership.fail(core, done, notSubscribed());
    } else if (answered) {
      current.send(event, payload, done);
    } else if (current.tell(event, payload)) {
      Threads.run(core.executor(), () -> done.complete(null));
    } else {
      Membership.fail(core, done, new NotAcknowledgedException(Reason.TOO_MUCH_WAITS));
    }
  }

  /** Sends, and says it again after each new join; null for what is to be said no longer. */
  void track(@Nullable String state, String now, CompletableFuture<Void> done) {
    tracked = state;
    send(PRESENCE, now, true, done);
  }

  private RuntimeException notSubscribed() {
    ChannelStatus status = board.status();
    return status.state() == ChannelState.CLOSED
        ? new ChannelClosedException(status.fault())
        : new NotAcknowledgedException(Reason.NOT_SUBSCRIBED);
  }
}
