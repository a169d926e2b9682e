package dev.belay.realtime.channel;

class ChannelV1Test extends ChannelContract {

  @Override
  public ProtocolVersion version() {
    return ProtocolVersion.V1;
  }

  @Override
  public boolean hasBytes() {
    return false;
  }
}
