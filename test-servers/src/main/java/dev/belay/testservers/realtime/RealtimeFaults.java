package dev.belay.testservers.realtime;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a local Realtime go wrong when a test says so. Safe for use by many threads. */
public final class RealtimeFaults {

  private final Set<ClientSocket> sockets;
  private final Hub hub;

  private volatile int upgradeStatus;
  private volatile boolean heartbeatsIgnored;
  private volatile long delayNanos;
  private volatile Duration retryAfter = Duration.ZERO;
  private @Nullable String joinRefusal;
  private int refusalsLeft;

  RealtimeFaults(Set<ClientSocket> sockets, Hub hub) {
    this.sockets = sockets;
    this.hub = hub;
  }

  /**
   * Answers every attempt to open a socket with this status from now on.
   *
   * @param status such as 503; 0 lets sockets open again
   */
  public void refuseUpgrades(int status) {
    upgradeStatus = status;
  }

  /**
   * Refuses every join from now on.
   *
   * @param reason a code, a colon, a space and a text
   */
  public void refuseJoins(String reason) {
    refuseJoins(reason, Integer.MAX_VALUE);
  }

  /**
   * Refuses the next joins.
   *
   * @param reason a code, a colon, a space and a text
   * @param times how many
   */
  public synchronized void refuseJoins(String reason, int times) {
    joinRefusal = Objects.requireNonNull(reason, "reason");
    refusalsLeft = times;
  }

  /** Refuses no join any more, but those that deserve it. */
  public synchronized void acceptJoins() {
    joinRefusal = null;
  }

  /**
   * Leaves heartbeats without an answer.
   *
   * @param ignored whether it does so from now on
   */
  public void ignoreHeartbeats(boolean ignored) {
    heartbeatsIgnored = ignored;
  }

  /**
   * Holds back each frame to a client that is due from now on.
   *
   * @param delay how long; zero for not at all
   */
  public void delay(Duration delay) {
    delayNanos = delay.toNanos();
  }

  /**
   * Refuses every broadcast by HTTP with 429 from now on.
   *
   * @param time what {@code Retry-After} says, in whole seconds; zero for no refusal
   */
  public void limitHttp(Duration time) {
    retryAfter = Objects.requireNonNull(time, "time");
  }

  /**
   * Closes all sockets with a close frame.
   *
   * @param code such as 1001 or 1012
   */
  public void closeSockets(int code) {
    sockets.forEach(socket -> socket.close(code));
  }

  /** Ends all connections without a close frame. */
  public void cutSockets() {
    sockets.forEach(ClientSocket::cut);
  }

  /**
   * Lets the channels of a topic die: {@code phx_error}.
   *
   * @param topic without {@code realtime:}
   */
  public void crashChannels(String topic) {
    hub.channels(topic).forEach(channel -> channel.end(Message.ERROR));
  }

  /**
   * Ends the channels of a topic: an error of {@code system}, then {@code phx_close}.
   *
   * @param topic without {@code realtime:}
   * @param message what the error says
   */
  public void shutDownChannels(String topic, String message) {
    hub.channels(topic).forEach(channel -> channel.shutDown(message));
  }

  int upgradeStatus() {
    return upgradeStatus;
  }

  boolean ignoresHeartbeats() {
    return heartbeatsIgnored;
  }

  long delayNanos() {
    return delayNanos;
  }

  Duration retryAfter() {
    return retryAfter;
  }

  /** Refuses a join if one is to be refused. */
  synchronized void refuseJoin() throws RefusedException {
    if (joinRefusal != null && refusalsLeft > 0) {
      refusalsLeft--;
      throw RefusedException.saying(joinRefusal);
    }
  }
}
