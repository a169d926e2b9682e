package dev.belay.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.http.HttpExchangeException.Reason;
import java.net.http.HttpClient;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** As {@link JdkHttpTransportTest}, over TLS, with the name in the certificate. */
class JdkHttpTransportByTlsNameTest extends HttpTransportContract {

  private static final String NAME = "localhost";
  private static final SSLContext TLS = tls();
  private static final HttpTransport TRANSPORT = connectingWithin(Duration.ofSeconds(20));

  private static SSLContext tls() {
    try {
      return TestTls.selfSigned(NAME);
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
    return NAME;
  }

  @Test
  void refusesACertificateOfAnotherName() throws Exception {
    SSLContext other = TestTls.selfSigned("other.example");
    HttpTransport trusting =
        JdkHttpTransport.builder().proxy(HttpClient.Builder.NO_PROXY).sslContext(other).build();
    try (FaultServer server = FaultServer.startTls(other, Fault.reply(200, "{}"))) {
      HttpExchangeException failure = failure(trusting, get(server).build());

      assertThat(failure.reason()).isEqualTo(Reason.TLS_FAILED);
      assertThat(server.received()).isEmpty();
    }
  }
}
