package dev.belay.realtime.channel;

/** What helps after a {@link ChannelFault}. The client does it by itself. */
public enum Remedy {

  /** The fault passes: the client joins again after a pause. */
  RETRY,

  /** The access token is too old: the client asks for another and joins again. */
  REFRESH_TOKEN,

  /** The same join would be refused again: the channel is closed. */
  GIVE_UP
}
