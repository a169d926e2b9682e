package dev.belay.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.Secret;
import dev.belay.support.http.HttpExchangeException.Reason;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.leak.TestKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every transport promises, whatever the server does. */
@Timeout(60)
public abstract class HttpTransportContract {

  private static final String KEY = TestKeys.withPrefix("sk-contract-", 40);
  private static final Duration SHORT = Duration.ofMillis(300);

  /** The subject. */
  protected abstract HttpTransport transport();

  /** The subject, but it gives up connecting after a short time. */
  protected abstract HttpTransport transport(Duration connectTimeout);

  /** A server that the subject may call. */
  protected abstract FaultServer serve(Fault... script);

  /** The scheme that the subject speaks. */
  protected abstract String scheme();

  /** A time that is enough to send a call, and short enough to wait for in a test. */
  protected Duration shortDeadline() {
    return SHORT;
  }

  private HttpCall.Builder get(FaultServer server) {
    return HttpCall.get(server.uri("/secret-path?secret=query")).bearer(Secret.of(KEY));
  }

  private HttpCall.Builder post(FaultServer server) {
    return HttpCall.post(server.uri("/secret-path?secret=query"))
        .bearer(Secret.of(KEY))
        .json("{\"p_api_key\":\"secret-body\"}");
  }

  /** Runs the call, which must fail, and looks for anything that must not be printed. */
  private HttpExchangeException failure(HttpCall call) {
    return failure(transport(), call);
  }

  private static HttpExchangeException failure(HttpTransport transport, HttpCall call) {
    HttpExchangeException failure =
        Refusals.refusalOf(HttpExchangeException.class, () -> transport.exchange(call));
    StringWriter printed = new StringWriter();
    failure.printStackTrace(new PrintWriter(printed, true));
    assertThat(printed.toString()).doesNotContain(KEY).doesNotContain("secret");
    assertThat(failure.getCause()).isNull();
    return failure;
  }

  @Test
  void sendsTheCallAndReadsTheWholeAnswer() throws Exception {
    try (FaultServer server = serve(Fault.reply(201, "{\"a\":\"ü\"}", "X-One: 1"))) {
      HttpReply reply = transport().exchange(post(server).header("apikey", "public").build());

      assertThat(reply.status()).isEqualTo(201);
      assertThat(reply.isSuccess()).isTrue();
      assertThat(reply.text()).isEqualTo("{\"a\":\"ü\"}");
      assertThat(reply.header("x-one")).hasValue("1");
      assertThat(reply.mediaType()).hasValue("application/json");
      assertThat(reply.attempts()).isEqualTo(1);
      FaultServer.Received request = server.received().get(0);
      assertThat(request.requestLine()).isEqualTo("POST /secret-path?secret=query HTTP/1.1");
      assertThat(request.body()).isEqualTo("{\"p_api_key\":\"secret-body\"}");
      assertThat(request.headers())
          .containsEntry("Authorization", "Bearer " + KEY)
          .containsEntry("apikey", "public")
          .containsEntry("Content-Type", "application/json")
          .containsEntry("User-Agent", "belay")
          .doesNotContainKeys("Upgrade", "HTTP2-Settings", "Cookie");
    }
  }

  @Test
  void sendsAPostWithoutABody() throws Exception {
    try (FaultServer server = serve(Fault.reply(204, ""))) {
      HttpReply reply = transport().exchange(HttpCall.post(server.uri("/")).build());

      assertThat(reply.status()).isEqualTo(204);
      assertThat(reply.body()).isEmpty();
      assertThat(server.received().get(0).requestLine()).startsWith("POST ");
      assertThat(server.received().get(0).headers()).containsEntry("Content-Length", "0");
    }
  }

  @Test
  void readsTheHeadersOfAHead() throws Exception {
    Fault head = client -> client.send("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n");
    try (FaultServer server = serve(head)) {
      HttpCall call = HttpCall.builder(HttpCall.Method.HEAD, server.uri("/")).build();

      assertThat(transport().exchange(call).header("Content-Length")).hasValue("5000");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 407, 409, 410, 429, 500, 503})
  void givesBackEveryStatusWithItsBody(int status) throws Exception {
    try (FaultServer server =
        serve(Fault.reply(status, "{\"code\":1}", "Retry-After: 7", "WWW-Authenticate: Basic"))) {
      HttpReply reply = transport().exchange(post(server).build());

      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.text()).isEqualTo("{\"code\":1}");
      assertThat(reply.header("Retry-After")).hasValue("7");
      assertThat(server.received()).hasSize(1);
    }
  }

  @Test
  void givesBackTheErrorPageOfAProxy() throws Exception {
    try (FaultServer server = serve(Fault.html(502))) {
      HttpReply reply = transport().exchange(post(server).build());

      assertThat(reply.status()).isEqualTo(502);
      assertThat(reply.mediaType()).hasValue("text/html");
      assertThat(reply.toString()).doesNotContain("gateway");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void doesNotFollowARedirect(int status) throws Exception {
    try (FaultServer other = serve(Fault.reply(200, "{}"));
        FaultServer server =
            serve(Fault.reply(status, "", "Location: " + other.uri("/elsewhere")))) {
      HttpReply reply = transport().exchange(get(server).build());

      assertThat(reply.status()).isEqualTo(status);
      assertThat(server.received()).hasSize(1);
      assertThat(other.connections()).isZero();
    }
  }

  @Test
  void saysThatNothingWasSentWhereNobodyListens() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    HttpExchangeException failure = failure(callTo(port));

    assertThat(failure.reason()).isEqualTo(Reason.CONNECT_FAILED);
    assertThat(failure.retryable()).isTrue();
    assertThat(failure.maybeSent()).isFalse();
    assertThat(failure).hasMessageContaining(scheme() + "://localhost:" + port);
  }

  @Test
  void givesUpConnectingInTime() throws Exception {
    // A listener that accepts nobody, and whose queue is full, leaves the next one waiting.
    List<Socket> queue = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 4; i++) {
        Socket socket = new Socket();
        queue.add(socket);
        connectIfThereIsRoom(socket, full);
      }
      HttpExchangeException failure = failure(transport(SHORT), callTo(full.getLocalPort()));

      assertThat(failure.reason()).isEqualTo(Reason.CONNECT_TIMED_OUT);
      assertThat(failure.maybeSent()).isFalse();
      assertThat(failure.retryable()).isTrue();
    } finally {
      for (Socket socket : queue) {
        socket.close();
      }
    }
  }

  private static void connectIfThereIsRoom(Socket socket, ServerSocket full) {
    try {
      socket.connect(full.getLocalSocketAddress(), 100);
    } catch (IOException noRoom) {
      // Which is what the test needs.
    }
  }

  private HttpCall callTo(int port) {
    return HttpCall.get(URI.create(scheme() + "://localhost:" + port + "/secret-path")).build();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "HTTP/1.1 500 Failed\r\nContent-Length: 100\r\n\r\nhalf"
      })
  void endsTheWholeExchangeAtItsDeadline(String beginning) throws Exception {
    try (FaultServer server = serve(Fault.stallAfter(beginning))) {
      HttpExchangeException failure = failure(post(server).timeout(shortDeadline()).build());

      assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
      assertThat(failure.maybeSent()).isTrue();
      assertThat(failure.retryable()).isTrue();
      assertThat(server.clientHungUp()).as("the connection is freed").isTrue();
      assertThat(server.received()).hasSize(1);
    }
  }

  /** A stall may be noticed by the timeout of one read; here no read is late. */
  @ParameterizedTest
  @CsvSource({
    "'HTTP/1.1 200 OK\\r\\nX-Long: ', x",
    "'HTTP/1.1 200 OK\\r\\nContent-Length: 5000\\r\\n\\r\\n', x",
    "'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n', '1\\r\\nx\\r\\n'",
    "'HTTP/1.1 500 Failed\\r\\nContent-Length: 5000\\r\\n\\r\\n', x"
  })
  void endsAnAnswerThatDripsAtItsDeadline(String beginning, String drop) throws Exception {
    Duration deadline = shortDeadline();
    Fault drip =
        Fault.dripAfter(
            beginning.translateEscapes(), drop.translateEscapes(), deadline.dividedBy(10));
    try (FaultServer server = serve(drip)) {
      HttpExchangeException failure = failure(post(server).timeout(deadline).build());

      assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
      assertThat(failure.maybeSent()).isTrue();
      assertThat(failure.retryable()).isTrue();
      assertThat(server.clientHungUp()).as("the connection is freed").isTrue();
      assertThat(server.received()).hasSize(1);
    }
  }

  @Test
  void saysThatAResetPostMayHaveBeenSentAndDoesNotRepeatIt() throws Exception {
    try (FaultServer server = serve(Fault.reset())) {
      HttpExchangeException failure = failure(post(server).build());

      assertThat(failure.reason()).isEqualTo(Reason.CONNECTION_LOST);
      assertThat(failure.maybeSent()).isTrue();
      assertThat(failure.retryable()).isTrue();
      assertThat(server.received()).hasSize(1);
    }
  }

  @Test
  void doesNotRepeatAPostThatIsNotAnswered() throws Exception {
    try (FaultServer server = serve(Fault.hangUp())) {
      HttpExchangeException failure = failure(post(server).build());

      assertThat(failure.reason()).isEqualTo(Reason.CONNECTION_LOST);
      assertThat(server.received()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "HTTP/1.1 503 Busy\r\nContent-Length: 100\r\n\r\nhalf"
      })
  void doesNotTakeHalfAnAnswerForAWholeOne(String half) throws Exception {
    try (FaultServer server = serve(Fault.hangUpAfter(half), Fault.resetAfter(half))) {
      assertThat(failure(post(server).build()).reason()).isEqualTo(Reason.CONNECTION_LOST);
      assertThat(failure(post(server).build()).reason()).isEqualTo(Reason.CONNECTION_LOST);
    }
  }

  @Test
  void doesNotTakeAnythingElseForHttp() throws Exception {
    try (FaultServer server = serve(Fault.hangUpAfter("SSH-2.0-secret\r\n\r\n"))) {
      HttpExchangeException failure = failure(post(server).build());

      assertThat(failure.reason()).isEqualTo(Reason.MALFORMED_ANSWER);
      assertThat(failure.retryable()).isFalse();
    }
  }

  @Test
  void readsABodyUpToItsLimit() throws Exception {
    try (FaultServer server = serve(Fault.reply(200, "x".repeat(1000)))) {
      assertThat(transport().exchange(get(server).responseLimit(1000).build()).body())
          .hasSize(1000);
    }
  }

  @Test
  void hangsUpOnABodyAboveItsLimit() throws Exception {
    try (FaultServer server =
        serve(Fault.reply(200, "x".repeat(1001)), Fault.reply(500, "x".repeat(1001)))) {
      for (int i = 0; i < 2; i++) {
        HttpExchangeException failure = failure(get(server).responseLimit(1000).build());

        assertThat(failure.reason()).isEqualTo(Reason.BODY_TOO_LARGE);
        assertThat(failure.retryable()).isFalse();
        assertThat(failure.maybeSent()).isTrue();
      }
    }
  }

  @Test
  void hangsUpOnABodyWithoutEnd() throws Exception {
    try (FaultServer server = serve(Fault.endless())) {
      HttpExchangeException failure = failure(get(server).build());

      assertThat(failure.reason()).isEqualTo(Reason.BODY_TOO_LARGE);
      assertThat(server.clientHungUp()).isTrue();
    }
  }

  @Test
  void servesTwoHundredCallsAtOnce() throws Exception {
    int calls = 200;
    ExecutorService callers = Executors.newFixedThreadPool(calls);
    try (FaultServer server = serve(Fault.together(new CyclicBarrier(calls)))) {
      HttpTransport transport = transport();
      List<Future<HttpReply>> replies = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        replies.add(callers.submit(() -> transport.exchange(post(server).build())));
      }
      for (Future<HttpReply> reply : replies) {
        assertThat(reply.get().status()).isEqualTo(200);
      }
      assertThat(server.received()).hasSize(calls);
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void stopsWaitingWhenItsThreadIsInterrupted() throws Exception {
    Thread caller = Thread.currentThread();
    Fault interrupt =
        client -> {
          caller.interrupt();
          client.awaitHangUp();
        };
    try (FaultServer server = serve(interrupt)) {
      HttpExchangeException failure = failure(post(server).build());

      assertThat(Thread.interrupted()).as("the flag is set again").isTrue();
      assertThat(failure.reason()).isEqualTo(Reason.INTERRUPTED);
      assertThat(failure.maybeSent()).isTrue();
      assertThat(failure.retryable()).isFalse();
      assertThat(server.clientHungUp()).isTrue();
    }
  }

  @Test
  void sendsNothingForAThreadThatIsInterruptedAlready() throws Exception {
    try (FaultServer server = serve(Fault.reply(200, "{}"))) {
      Thread.currentThread().interrupt();
      HttpExchangeException failure = failure(post(server).build());

      assertThat(Thread.interrupted()).isTrue();
      assertThat(failure.reason()).isEqualTo(Reason.INTERRUPTED);
      assertThat(failure.maybeSent()).isFalse();
      assertThat(server.connections()).isZero();
    }
  }
}
