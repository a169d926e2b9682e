package dev.belay.support.http;

/** Where no name is looked up, the exchange begins in the caller's own thread. */
class JdkHttpTransportByAddressTest extends JdkHttpTransportContract {

  private static final Subject PLAIN = Subject.plain();

  JdkHttpTransportByAddressTest() {
    super(PLAIN);
  }

  @Override
  protected String host() {
    return "127.0.0.1";
  }
}
