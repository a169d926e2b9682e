package dev.belay.testservers.realtime;

import org.jspecify.annotations.Nullable;

/**
 * What row-level security has said about a private channel so far. A null was not asked yet.
 *
 * @param broadcastRead whether broadcasts may be received
 * @param presenceRead whether the others' presence may be seen
 * @param broadcastWrite whether broadcasts may be sent
 * @param presenceWrite whether presence may be tracked
 */
record Policies(
    @Nullable Boolean broadcastRead,
    @Nullable Boolean presenceRead,
    @Nullable Boolean broadcastWrite,
    @Nullable Boolean presenceWrite) {

  /** A public channel, on which nothing is asked. */
  static Policies open() {
    return new Policies(true, true, true, true);
  }

  boolean readsBroadcasts() {
    return Boolean.TRUE.equals(broadcastRead);
  }

  boolean readsPresence() {
    return Boolean.TRUE.equals(presenceRead);
  }

  /** Whether something that these allow is not allowed by others. */
  boolean losesReadingWith(Policies others) {
    return (readsBroadcasts() && Boolean.FALSE.equals(others.broadcastRead))
        || (readsPresence() && Boolean.FALSE.equals(others.presenceRead));
  }

  Policies withPresenceRead(boolean allowed) {
    return new Policies(broadcastRead, allowed, broadcastWrite, presenceWrite);
  }

  Policies withBroadcastWrite(boolean allowed) {
    return new Policies(broadcastRead, presenceRead, allowed, presenceWrite);
  }

  Policies withPresenceWrite(boolean allowed) {
    return new Policies(broadcastRead, presenceRead, broadcastWrite, allowed);
  }
}
