package dev.belay.realtime.channel;

/** Where a channel stands. */
public enum ChannelState {

  /** It is being joined, for the first time or again. */
  CONNECTING,

  /** It is joined: messages come. */
  SUBSCRIBED,

  /** It is not joined, and the client will try again. */
  ERROR,

  /** It is left for good, by the caller or because no other attempt would succeed. */
  CLOSED
}
