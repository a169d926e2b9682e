package dev.belay.realtime.channel;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which older messages a join asks for: at first what the caller wanted, later what was missed
 * since the channel was last joined, if that is wanted. In the engine's thread alone.
 */
final class Missed {

  /** By how much the clocks of this machine and of the database may differ. */
  private static final Duration OVERLAP = Duration.ofSeconds(5);

  private final ChannelOptions options;
  private boolean everJoined;
  private @Nullable Instant lastContact;

  Missed(ChannelOptions options) {
    this.options = options;
  }

  void joined() {
    everJoined = true;
  }

  void left() {
    lastContact = Instant.now();
  }

  /** Whether the channel was joined before. */
  boolean everJoined() {
    return everJoined;
  }

  @Nullable Replay toAskFor() {
    if (!everJoined) {
      return options.replay();
    }
    return options.resumeLimit() == 0 || lastContact == null
        ? null
        : new Replay(lastContact.minus(OVERLAP), options.resumeLimit());
  }
}
