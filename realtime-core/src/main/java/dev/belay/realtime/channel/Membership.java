package dev.belay.realtime.channel;

import dev.belay.realtime.channel.NotAcknowledgedException.Reason;
import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One join of a channel, and what is sent within it. Each join is a new one for the server too,
 * with its own reference, so that nothing of an older one is taken for its own. In the engine's
 * thread alone.
 */
final class Membership {

  private final ClientCore core;
  private final String wireTopic;
  private final String joinRef;
  private final Map<Integer, CompletableFuture<Void>> unanswered = new LinkedHashMap<>();
  private int lastSend;

  Membership(ClientCore core, String wireTopic) {
    this.core = core;
    this.wireTopic = wireTopic;
    this.joinRef = core.link().nextRef();
  }

  boolean has(Frame frame) {
    return frame.belongsTo(joinRef);
  }

  void join(String payload, Push.Answered answered) {
    core.link()
        .push(
            new Frame(joinRef, joinRef, wireTopic, Frame.JOIN, payload),
            core.settings().joinTimeout(),
            answered);
  }

  /** Whether it is on its way. */
  boolean tell(String event, String payload) {
    return core.link().tell(frame(event, payload));
  }

  void leave(Push.Answered answered) {
    push(Frame.LEAVE, "{}", core.settings().leaveTimeout(), answered);
  }

  /** Sends what the server answers, and completes the future with that. */
  void send(String event, String payload, CompletableFuture<Void> done) {
    lastSend++;
    int number = lastSend;
    unanswered.put(number, done);
    push(
        event,
        payload,
        core.settings().acknowledgementTimeout(),
        (outcome, response) -> {
          if (unanswered.remove(number) != null) {
            Threads.run(core.executor(), () -> complete(done, outcome, response));
          }
        });
  }

  /** What waits for an answer gets none. */
  void end() {
    unanswered
        .values()
        .forEach(done -> fail(core, done, new NotAcknowledgedException(Reason.CHANNEL_LOST)));
    unanswered.clear();
  }

  static void fail(ClientCore core, CompletableFuture<Void> done, RuntimeException why) {
    Threads.run(core.executor(), () -> done.completeExceptionally(why));
  }

  private void push(String event, String payload, Duration timeout, Push.Answered answered) {
    core.link().push(frame(event, payload), timeout, answered);
  }

  private Frame frame(String event, String payload) {
    return new Frame(joinRef, core.link().nextRef(), wireTopic, event, payload);
  }

  private static void complete(
      CompletableFuture<Void> done, Push.Outcome outcome, String response) {
    switch (outcome) {
      case OK -> done.complete(null);
      case TIMED_OUT -> done.completeExceptionally(new NotAcknowledgedException(Reason.TIMED_OUT));
      case LOST -> done.completeExceptionally(new NotAcknowledgedException(Reason.CHANNEL_LOST));
      case NO_ROOM ->
          done.completeExceptionally(new NotAcknowledgedException(Reason.TOO_MUCH_WAITS));
      case ERROR ->
          done.completeExceptionally(
              response.contains("payload_size_exceeded")
                  ? new InvalidArgumentException("The message is larger than the project allows")
                  : new NotAcknowledgedException(Reason.REFUSED));
    }
  }
}
