package dev.belay.realtime.channel;

import dev.belay.support.InvalidArgumentException;
import java.time.Instant;
import java.util.Objects;

/**
 * Which older messages a join asks for. Immutable. Only those that the database sent are kept, for
 * 72 hours, and only private channels have them (Supabase, "Broadcast: replay").
 *
 * @param since the oldest moment, by the database's clock
 * @param limit how many at most, the newest ones: 1 to 25
 */
public record Replay(Instant since, int limit) {

  static final int MOST = 25;

  /**
   * Checks the bounds.
   *
   * @param since see above
   * @param limit see above
   * @throws InvalidArgumentException if the limit is out of its range
   */
  public Replay {
    Objects.requireNonNull(since, "since");
    if (limit < 1 || limit > MOST) {
      throw new InvalidArgumentException("A replay has 1 to " + MOST + " messages");
    }
  }
}
