package dev.belay.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.http.HttpExchangeException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The part of {@link HttpTransportContract} in which there is no whole answer. */
abstract class HttpTransportFaultContract extends HttpTransportFixture {

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
    assertThat(failure).hasMessageContaining(scheme() + "://" + host() + ":" + port);
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
    return HttpCall.get(URI.create(scheme() + "://" + host() + ":" + port + "/secret-path"))
        .build();
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
}
