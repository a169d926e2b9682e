package dev.belay.realtime.channel;

class ChannelV2Test extends ChannelContract {

  @Override
  ProtocolVersion version() {
    return ProtocolVersion.V2;
  }
}
