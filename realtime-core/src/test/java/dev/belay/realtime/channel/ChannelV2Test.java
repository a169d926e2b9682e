package dev.belay.realtime.channel;

class ChannelV2Test extends ChannelContract {

  @Override
  public ProtocolVersion version() {
    return ProtocolVersion.V2;
  }

  @Override
  public boolean hasBytes() {
    return true;
  }
}
