package dev.belay.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.http.HttpExchangeException.Reason;
import java.net.http.HttpClient;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** As {@link JdkHttpTransportTest}, over TLS, with the name in the certificate. */
class JdkHttpTransportByTlsNameTest extends JdkHttpTransportContract {

  private static final String NAME = "localhost";
  private static final Subject OVER_TLS = Subject.overTls(NAME);

  JdkHttpTransportByTlsNameTest() {
    super(OVER_TLS);
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
