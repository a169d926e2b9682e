package dev.belay.realtime.broadcast;

import dev.belay.support.InvalidArgumentException;
import java.util.List;

/** How many messages go in one call. */
final class Batches {

  private static final int MOST = 100;

  private Batches() {}

  static List<Broadcast> checked(List<Broadcast> broadcasts) {
    if (broadcasts.isEmpty() || broadcasts.size() > MOST) {
      throw new InvalidArgumentException("One call sends 1 to 100 messages");
    }
    return List.copyOf(broadcasts);
  }
}
