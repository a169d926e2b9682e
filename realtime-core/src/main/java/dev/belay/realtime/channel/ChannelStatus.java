package dev.belay.realtime.channel;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A state and, where something is wrong, why. Immutable.
 *
 * @param state where the channel stands
 * @param fault why, or null where it is so by the caller's wish
 */
public record ChannelStatus(ChannelState state, @Nullable ChannelFault fault) {

  /**
   * Refuses null for the state.
   *
   * @param state see above
   * @param fault see above
   */
  public ChannelStatus {
    Objects.requireNonNull(state, "state");
  }

  /**
   * Why it is so.
   *
   * @return the fault, or empty where nothing is wrong
   */
  public Optional<ChannelFault> why() {
    return Optional.ofNullable(fault);
  }

  static ChannelStatus of(ChannelState state) {
    return new ChannelStatus(state, null);
  }
}
