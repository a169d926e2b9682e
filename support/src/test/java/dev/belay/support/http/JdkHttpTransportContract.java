package dev.belay.support.http;

import java.net.http.HttpClient;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** The contract on the JDK's client, over TLS or without. A test supplies its one transport. */
abstract class JdkHttpTransportContract extends HttpTransportContract {

  private final Subject subject;

  JdkHttpTransportContract(Subject subject) {
    this.subject = subject;
  }

  @Override
  protected HttpTransport transport() {
    return subject.transport();
  }

  @Override
  protected HttpTransport transport(Duration connectTimeout) {
    return subject.connectingWithin(connectTimeout);
  }

  @Override
  protected FaultServer serve(Fault... script) {
    SSLContext tls = subject.tls();
    return tls == null ? FaultServer.start(script) : FaultServer.startTls(tls, script);
  }

  @Override
  protected String scheme() {
    return subject.tls() == null ? "http" : "https";
  }

  /** Over TLS a handshake comes first, which takes its time on a busy machine. */
  @Override
  protected Duration shortDeadline() {
    return subject.tls() == null ? super.shortDeadline() : Duration.ofSeconds(2);
  }

  /** A transport for all tests of a class, and others like it. */
  static final class Subject {

    private final SSLContext tls;
    private final HttpTransport transport;

    private Subject(SSLContext tls) {
      this.tls = tls;
      this.transport = connectingWithin(Duration.ofSeconds(20));
    }

    static Subject plain() {
      return new Subject(null);
    }

    static Subject overTls(String host) {
      try {
        return new Subject(TestTls.selfSigned(host));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    HttpTransport transport() {
      return transport;
    }

    /** Null without TLS. */
    SSLContext tls() {
      return tls;
    }

    HttpTransport connectingWithin(Duration timeout) {
      JdkHttpTransport.Builder builder =
          JdkHttpTransport.builder().connectTimeout(timeout).proxy(HttpClient.Builder.NO_PROXY);
      return tls == null ? builder.build() : builder.sslContext(tls).build();
    }
  }
}
