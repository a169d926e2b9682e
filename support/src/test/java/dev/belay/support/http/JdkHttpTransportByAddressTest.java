package dev.belay.support.http;

import java.net.http.HttpClient;
import java.time.Duration;

/** Where no name is looked up, the exchange begins in the caller's own thread. */
class JdkHttpTransportByAddressTest extends HttpTransportContract {

  private static final HttpTransport TRANSPORT = connectingWithin(Duration.ofSeconds(20));

  private static HttpTransport connectingWithin(Duration timeout) {
    return JdkHttpTransport.builder()
        .connectTimeout(timeout)
        .proxy(HttpClient.Builder.NO_PROXY)
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
    return FaultServer.start(script);
  }

  @Override
  protected String scheme() {
    return "http";
  }

  @Override
  protected String host() {
    return "127.0.0.1";
  }
}
