package dev.belay.realtime.channel;

import java.util.List;

/**
 * Who came, who went, and who is present now. Immutable.
 *
 * @param joined who came since the last change; after a join all who are new to the caller
 * @param left who went since
 * @param present all who are present now, in no order
 */
public record PresenceChange(List<Presence> joined, List<Presence> left, List<Presence> present) {

  /**
   * Copies the lists.
   *
   * @param joined see above
   * @param left see above
   * @param present see above
   */
  public PresenceChange {
    joined = List.copyOf(joined);
    left = List.copyOf(left);
    present = List.copyOf(present);
  }
}
