package dev.belay.testservers.realtime;

import java.util.Optional;

/** Something that goes to all who joined a topic. */
sealed interface Broadcast permits JsonBroadcast, UserBroadcast {

  /** About how many bytes it has. */
  int size();

  /** The id of the row that it comes from. */
  Optional<String> messageId();
}
