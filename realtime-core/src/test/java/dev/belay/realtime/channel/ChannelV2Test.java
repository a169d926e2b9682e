package dev.belay.realtime.channel;

class ChannelV2Test extends ChannelContract {

  @Override
  ProtocolVersion version() {
    return ProtocolVersion.V2;
  }

  @Override
  boolean hasBytes() {
    return true;
  }
}
