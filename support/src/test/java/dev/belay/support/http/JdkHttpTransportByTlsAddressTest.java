package dev.belay.support.http;

import java.net.http.HttpClient;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** As {@link JdkHttpTransportByAddressTest}, over TLS. */
class JdkHttpTransportByTlsAddressTest extends HttpTransportContract {

  private static final String ADDRESS = "127.0.0.1";
  private static final SSLContext TLS = tls();
  private static final HttpTransport TRANSPORT = connectingWithin(Duration.ofSeconds(20));

  private static SSLContext tls() {
    try {
      return TestTls.selfSigned(ADDRESS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpTransport connectingWithin(Duration timeout) {
    return JdkHttpTransport.builder()
        .connectTimeout(timeout)
        .proxy(HttpClient.Builder.NO_PROXY)
        .sslContext(TLS)
        .build();
  }

  @Override
  protected HttpTransport transport() {
    return TRANSPORT;
  }

  @Override
  protected HttpTransport transport(Duration connectTimeout) {
    return connectingWithin(connectTimeout);
  }

  @Override
  protected FaultServer serve(Fault... script) {
    return FaultServer.startTls(TLS, script);
  }

  @Override
  protected String scheme() {
    return "https";
  }

  /** A handshake comes first, which takes its time on a busy machine. */
  @Override
  protected Duration shortDeadline() {
    return Duration.ofSeconds(2);
  }

  @Override
  protected String host() {
    return ADDRESS;
  }
}
