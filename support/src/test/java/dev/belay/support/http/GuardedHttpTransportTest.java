package dev.belay.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.http.HttpExchangeException.Reason;
import dev.belay.testservers.leak.Refusals;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedHttpTransportTest extends HttpTransportContract {

  private static SSLContext tls;

  @BeforeAll
  static void makeACertificate() throws Exception {
    tls = TestTls.selfSigned("localhost");
  }

  private static GuardedHttpTransport.Builder guarded() {
    return GuardedHttpTransport.builder()
        .hosts(host -> true)
        .addresses(InetAddress::isLoopbackAddress)
        .connectTimeout(Duration.ofSeconds(20))
        .sslContext(tls);
  }

  @Override
  protected HttpTransport transport() {
    return guarded().build();
  }

  @Override
  protected HttpTransport transport(Duration connectTimeout) {
    return guarded().connectTimeout(connectTimeout).build();
  }

  @Override
  protected FaultServer serve(Fault... script) {
    return FaultServer.startTls(tls, script);
  }

  @Override
  protected String scheme() {
    return "https";
  }

  @Override
  protected Duration shortDeadline() {
    return Duration.ofSeconds(1); // The first TLS handshake of a process takes its time.
  }

  private static HttpExchangeException failure(HttpTransport transport, URI uri) {
    return Refusals.refusalOf(
        HttpExchangeException.class, () -> transport.exchange(HttpCall.get(uri).build()));
  }

  @Test
  void asksAboutTheVeryAddressThatItDials() throws Exception {
    List<InetAddress> asked = new ArrayList<>();
    HttpTransport noOne = guarded().addresses(address -> !asked.add(address)).build();
    try (FaultServer server = serve(Fault.reply(200, "{}"))) {
      HttpExchangeException failure = failure(noOne, server.uri("/"));

      assertThat(failure.reason()).isEqualTo(Reason.ADDRESS_REFUSED);
      assertThat(failure.maybeSent()).isFalse();
      assertThat(failure.retryable()).isFalse();
      assertThat(asked).singleElement().matches(InetAddress::isLoopbackAddress);
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void callsPublicAddressesOnlyUnlessToldOtherwise() throws Exception {
    HttpTransport byDefault =
        GuardedHttpTransport.builder().hosts(host -> true).sslContext(tls).build();
    try (FaultServer server = serve(Fault.reply(200, "{}"))) {
      assertThat(failure(byDefault, server.uri("/")).reason()).isEqualTo(Reason.ADDRESS_REFUSED);
      assertThat(server.connections()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://localhost/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://[::1]/",
        "https://[::ffff:169.254.169.254]/",
        "https://metadata.google.internal/",
        "https://api.openai.com./"
      })
  void looksUpNoNameThatIsNotPublic(String address) {
    HttpTransport byDefault = GuardedHttpTransport.builder().addresses(any -> true).build();

    assertThat(failure(byDefault, URI.create(address)).reason()).isEqualTo(Reason.ADDRESS_REFUSED);
  }

  /** As where the name servers of the host do not answer: the JDK cannot end a lookup. */
  @Test
  void callsThatHangBeyondTheirTimeDoNotPileUp() throws Exception {
    Semaphore lookups = new Semaphore(0);
    HttpTransport two =
        guarded()
            .maxCalls(2)
            .addresses(
                address -> {
                  lookups.acquireUninterruptibly();
                  return true;
                })
            .build();
    try (FaultServer server = serve(Fault.reply(200, "{}"))) {
      HttpCall brief = HttpCall.get(server.uri("/")).timeout(Duration.ofMillis(50)).build();
      for (Reason expected : List.of(Reason.TIMED_OUT, Reason.TIMED_OUT, Reason.TOO_MANY_CALLS)) {
        HttpExchangeException failure =
            Refusals.refusalOf(HttpExchangeException.class, () -> two.exchange(brief));
        assertThat(failure.reason()).isEqualTo(expected);
      }
      assertThat(failure(two, server.uri("/")).maybeSent()).isFalse();
      assertThat(server.received()).isEmpty();
    } finally {
      lookups.release(1000);
    }
  }

  @Test
  void aCallThatHasEndedMakesRoomForTheNext() throws Exception {
    HttpTransport one = guarded().maxCalls(1).build();
    try (FaultServer server = serve(Fault.hangUp(), Fault.reply(200, "{}"), Fault.reply(200, ""))) {
      assertThat(failure(one, server.uri("/")).reason()).isEqualTo(Reason.CONNECTION_LOST);
      for (int i = 0; i < 2; i++) {
        assertThat(one.exchange(HttpCall.get(server.uri("/")).build()).status()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 10_001})
  void refusesANumberOfCallsThatMakesNoSense(int calls) {
    Refusals.refusalOf(InvalidArgumentException.class, () -> guarded().maxCalls(calls).build());
  }

  @Test
  void checksTheNameInTheCertificate() throws Exception {
    SSLContext other = TestTls.selfSigned("other.example");
    HttpTransport trusting = guarded().sslContext(other).build();
    try (FaultServer server = FaultServer.startTls(other, Fault.reply(200, "{}"))) {
      HttpExchangeException failure = failure(trusting, server.uri("/"));

      assertThat(failure.reason()).isEqualTo(Reason.TLS_FAILED);
      assertThat(failure.maybeSent()).isFalse();
      assertThat(server.received()).isEmpty();
    }
  }

  @Test
  void checksTheNameEvenWhereTheApplicationHasLoosenedTheDefault() throws Exception {
    HostnameVerifier before = HttpsURLConnection.getDefaultHostnameVerifier();
    HttpsURLConnection.setDefaultHostnameVerifier((host, session) -> true);
    try {
      checksTheNameInTheCertificate();
    } finally {
      HttpsURLConnection.setDefaultHostnameVerifier(before);
    }
  }

  @Test
  void trustsNoUnknownCertificate() throws Exception {
    HttpTransport strict = guarded().sslContext(SSLContext.getDefault()).build();
    try (FaultServer server = serve(Fault.reply(200, "{}"))) {
      assertThat(failure(strict, server.uri("/")).reason()).isEqualTo(Reason.TLS_FAILED);
      assertThat(server.received()).isEmpty();
    }
  }

  @Test
  void doesNotRepeatEvenAGetBehindTheCallersBack() throws Exception {
    try (FaultServer server = serve(Fault.hangUp())) {
      assertThat(failure(transport(), server.uri("/")).reason()).isEqualTo(Reason.CONNECTION_LOST);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic realm=x", "Digest realm=x, nonce=y", "NTLM", "Negotiate"})
  void sendsNobodysStoredCredentials(String challenge) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Authenticator.setDefault(
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            asked.incrementAndGet();
            return new PasswordAuthentication("user", "password".toCharArray());
          }
        });
    try (FaultServer server = serve(Fault.reply(401, "{}", "WWW-Authenticate: " + challenge))) {
      HttpReply reply = transport().exchange(HttpCall.get(server.uri("/")).build());

      assertThat(reply.status()).isEqualTo(401);
      assertThat(asked).hasValue(0);
      assertThat(server.received()).hasSize(1);
    } finally {
      Authenticator.setDefault(null);
    }
  }

  @Test
  void asksNoProxy() throws Exception {
    ProxySelector before = ProxySelector.getDefault();
    List<URI> asked = new CopyOnWriteArrayList<>();
    ProxySelector.setDefault(new RecordingSelector(asked));
    try (FaultServer server = serve(Fault.reply(200, "{}"))) {
      HttpReply reply = transport().exchange(HttpCall.get(server.uri("/")).build());

      assertThat(reply.status()).isEqualTo(200);
      assertThat(asked).isEmpty();
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  @Test
  void speaksHttpsOnly() {
    HttpCall plain = HttpCall.get(URI.create("http://api.example.com/")).build();

    Refusals.refusalOf(InvalidArgumentException.class, () -> transport().exchange(plain));
  }

  @Test
  void refusesAMethodThatTheJdkCannotSend() {
    HttpCall patch =
        HttpCall.builder(HttpCall.Method.PATCH, URI.create("https://api.example.com/")).build();

    Refusals.refusalOf(InvalidArgumentException.class, () -> transport().exchange(patch));
  }

  /** Knows no proxy, but is told who would have used one. */
  private static final class RecordingSelector extends ProxySelector {

    private final List<URI> asked;

    RecordingSelector(List<URI> asked) {
      this.asked = asked;
    }

    @Override
    public List<Proxy> select(URI uri) {
      asked.add(uri);
      return List.of(Proxy.NO_PROXY);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
      throw new AssertionError("There is no proxy to fail");
    }
  }
}
