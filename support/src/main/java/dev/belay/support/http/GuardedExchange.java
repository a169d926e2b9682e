package dev.belay.support.http;

import dev.belay.support.http.HttpExchangeException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URLConnection;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/** One exchange of a {@link GuardedHttpTransport}, on a connection of its own. */
final class GuardedExchange {

  private final HttpCall call;
  private final GuardedConnection connection;
  private final Duration connectTimeout;
  private final String userAgent;

  GuardedExchange(
      HttpCall call,
      Predicate<InetAddress> allowed,
      SSLSocketFactory tls,
      Duration connectTimeout,
      String userAgent) {
    this.call = call;
    this.connection = new GuardedConnection(allowed, tls);
    this.connectTimeout = connectTimeout;
    this.userAgent = userAgent;
  }

  /**
   * Runs to the end; called on a thread of its own, since looking up a name cannot be cut short.
   */
  HttpReply run() throws IOException {
    HttpsURLConnection http = open();
    try {
      connect(http);
      send(http);
      int status = http.getResponseCode();
      if (status < 0) {
        throw new ProtocolException();
      }
      return HttpReply.of(status, headers(http), body(http, status));
    } finally {
      http.disconnect();
    }
  }

  /** True where it is certain that nothing was sent. */
  boolean abort() {
    return connection.abort();
  }

  private HttpsURLConnection open() throws IOException {
    URLConnection opened = call.uri().toURL().openConnection(Proxy.NO_PROXY);
    if (!(opened instanceof HttpsURLConnection http)) {
      throw new ProtocolException(); // The application has put another handler in the JDK's place.
    }
    http.setSSLSocketFactory(connection);
    http.setInstanceFollowRedirects(false);
    http.setUseCaches(false);
    http.setAuthenticator(new NoCredentials());
    http.setConnectTimeout(millis(connectTimeout));
    http.setReadTimeout(millis(call.timeout()));
    http.setRequestMethod(call.method().name());
    http.setDoOutput(sendsLength());
    http.setRequestProperty(UserAgent.NAME, userAgent);
    http.setRequestProperty("Accept", "*/*");
    http.setRequestProperty("Connection", "close");
    call.headers()
        .forEach(header -> http.setRequestProperty(header.name(), header.value().reveal()));
    return http;
  }

  @SuppressWarnings("UnusedException") // Only the class of a failure is kept.
  private static void connect(HttpsURLConnection http) throws IOException {
    try {
      http.connect();
    } catch (SocketTimeoutException late) {
      throw new HttpConnectTimeoutException("");
    }
  }

  private void send(HttpsURLConnection http) throws IOException {
    if (http.getDoOutput()) {
      try (OutputStream out = http.getOutputStream()) {
        out.write(call.sharedBody());
      }
    }
  }

  /** A POST or PUT says so where it has no body (RFC 9110, section 8.6). */
  private boolean sendsLength() {
    return call.sharedBody().length > 0
        || call.method() == HttpCall.Method.POST
        || call.method() == HttpCall.Method.PUT;
  }

  private byte[] body(HttpsURLConnection http, int status) throws IOException {
    if (call.discardsBody()) {
      return new byte[0]; // the connection is closed anyway, so there is no need to empty it
    }
    try (InputStream in = status >= 400 ? http.getErrorStream() : http.getInputStream()) {
      byte[] bytes = in == null ? new byte[0] : limited(in);
      long announced = http.getContentLengthLong();
      // The JDK takes the end of the connection for the end of the body.
      if (bytes.length < announced && hasBody(status)) {
        throw new ExchangeRefusal(Reason.CONNECTION_LOST);
      }
      return bytes;
    }
  }

  private boolean hasBody(int status) {
    return call.method() != HttpCall.Method.HEAD && status != 204 && status != 304;
  }

  private byte[] limited(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] part = new byte[8192];
    for (int count = in.read(part); count >= 0; count = in.read(part)) {
      if (count > call.responseLimit() - bytes.size()) {
        throw new ExchangeRefusal(Reason.BODY_TOO_LARGE);
      }
      bytes.write(part, 0, count);
    }
    return bytes.toByteArray();
  }

  /** The status line is in the JDK's map under null. */
  private static Map<String, List<String>> headers(HttpsURLConnection http) {
    Map<String, List<String>> headers = new HashMap<>(http.getHeaderFields());
    headers.remove(null);
    return headers;
  }

  private static int millis(Duration time) {
    return (int) Math.max(1, time.toMillis());
  }

  /**
   * Without it, a 401 would be answered with what the application's default authenticator knows.
   */
  private static final class NoCredentials extends Authenticator {}
}
