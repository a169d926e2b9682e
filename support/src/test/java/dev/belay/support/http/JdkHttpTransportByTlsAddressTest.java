package dev.belay.support.http;

/** As {@link JdkHttpTransportByAddressTest}, over TLS. */
class JdkHttpTransportByTlsAddressTest extends JdkHttpTransportContract {

  private static final String ADDRESS = "127.0.0.1";
  private static final Subject OVER_TLS = Subject.overTls(ADDRESS);

  JdkHttpTransportByTlsAddressTest() {
    super(OVER_TLS);
  }

  @Override
  protected String host() {
    return ADDRESS;
  }
}
