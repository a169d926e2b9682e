package dev.belay.realtime.channel;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;

/**
 * The server did not say that it took what was sent: nothing came in time, or the channel was lost
 * before.
 *
 * <p>Realtime drops the message of a user who may read a topic but not write to it without a word.
 * So where this comes again and again on a subscribed channel, look at the policies for INSERT.
 */
public final class NotAcknowledgedException extends BackendUnavailableException {

  /** Why there is no acknowledgement. */
  public enum Reason {
    /** The channel is not subscribed at present. Nothing was sent. */
    NOT_SUBSCRIBED("the channel is not subscribed"),
    /** Too much waits to be sent or acknowledged. Nothing was sent. */
    TOO_MUCH_WAITS("too much waits to be sent or acknowledged"),
    /** The server was silent: busy, or the user may not write. */
    TIMED_OUT("the server did not acknowledge it in time; may this user write?"),
    /** The channel was lost before the server answered. */
    CHANNEL_LOST("the channel was lost before the server acknowledged it"),
    /** The server answered that it failed. */
    REFUSED("the server refused it");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }

  /** Why there is no acknowledgement. */
  private final Reason reason;

  NotAcknowledgedException(Reason reason) {
    super("Not sent for certain: " + reason.text, BackendFault.none(), true);
    this.reason = reason;
  }

  /**
   * Why there is no acknowledgement.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }
}
