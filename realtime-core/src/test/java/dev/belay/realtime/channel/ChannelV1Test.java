package dev.belay.realtime.channel;

class ChannelV1Test extends ChannelContract {

  @Override
  ProtocolVersion version() {
    return ProtocolVersion.V1;
  }

  @Override
  boolean hasBytes() {
    return false;
  }
}
