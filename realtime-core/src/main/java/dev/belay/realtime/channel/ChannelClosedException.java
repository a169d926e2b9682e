package dev.belay.realtime.channel;

import dev.belay.support.BackendFault;
import dev.belay.support.BelayException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The channel is closed for good, so what was asked of it will not happen. */
public final class ChannelClosedException extends BelayException {

  /** Why, or null where the caller closed it. */
  private final @Nullable ChannelFault reason;

  ChannelClosedException(@Nullable ChannelFault reason) {
    super(
        reason == null
            ? "The channel was closed"
            : "The channel is closed: " + reason.word() + ". Mend that and subscribe again",
        BackendFault.none());
    this.reason = reason;
  }

  /**
   * Why it is closed.
   *
   * @return the fault, or empty where the caller closed it
   */
  public Optional<ChannelFault> reason() {
    return Optional.ofNullable(reason);
  }
}
