package dev.belay.realtime.channel;

import dev.belay.sql.Json;
import java.util.Objects;

/**
 * One who is present: a connection that tracks itself. Immutable.
 *
 * @param key under which it is present, such as a user's id; several may share one
 * @param reference the server's own name for this state of this connection
 * @param state what it tracks, with the server's {@code phx_ref}
 */
public record Presence(String key, String reference, Json state) {

  /**
   * Refuses null.
   *
   * @param key see above
   * @param reference see above
   * @param state see above
   */
  public Presence {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(reference, "reference");
    Objects.requireNonNull(state, "state");
  }
}
