package dev.belay.support.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a {@link FaultServer} does with one request that it has read. None of them sleeps. */
@FunctionalInterface
public interface Fault {

  /** Answers, or does not. Closing the socket ends the connection. */
  void answer(Client client) throws IOException;

  /** The connection that the request came on. */
  record Client(FaultServer server, Socket socket, InputStream in) {

    /** Sends a text as it is. */
    public void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
    }

    /** Resets the connection, so that the client cannot take it for an end. */
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Returns when the client has closed its side. */
    public void awaitHangUp() throws IOException {
      while (in.read() >= 0) {
        // What it still sends does not matter.
      }
      server.clientIsGone();
    }

    /** Waits as long as a read may take; whatever the client still sends does not matter. */
    boolean hangsUpWithinTimeout() throws IOException {
      try {
        return in.read() < 0;
      } catch (SocketTimeoutException stillThere) {
        return false;
      }
    }
  }

  /** A proper JSON answer that keeps the connection. */
  static Fault reply(int status, String json, String... headers) {
    return client -> client.send(response(status, "application/json", json, headers));
  }

  /** The error page of a proxy. */
  static Fault html(int status) {
    return client ->
        client.send(response(status, "text/html; charset=utf-8", "<html>Bad gateway</html>"));
  }

  /** Resets the connection instead of answering. */
  static Fault reset() {
    return Client::reset;
  }

  /** Sends the beginning of an answer and resets the connection. */
  static Fault resetAfter(String text) {
    return client -> {
      client.send(text);
      client.reset();
    };
  }

  /** Closes the connection in order, without an answer: what a kept-alive connection may do. */
  static Fault hangUp() {
    return client -> client.socket().close();
  }

  /** Sends the beginning of an answer and closes the connection in order. */
  static Fault hangUpAfter(String text) {
    return client -> {
      client.send(text);
      client.socket().close();
    };
  }

  /** Sends the beginning of an answer, or nothing, and then waits for the client to give up. */
  static Fault stallAfter(String text) {
    return client -> {
      client.send(text);
      client.awaitHangUp();
    };
  }

  /**
   * Sends the beginning of an answer, and then a drop of it after each pause for as long as the
   * client listens: no single read of it is late.
   */
  static Fault dripAfter(String text, String drop, Duration pause) {
    return client -> {
      client.send(text);
      client.socket().setSoTimeout((int) pause.toMillis());
      while (!client.hangsUpWithinTimeout()) {
        client.send(drop);
      }
      client.server().clientIsGone();
    };
  }

  /** Sends a body that never ends, until the client hangs up. */
  static Fault endless() {
    return client -> {
      client.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
      while (true) {
        client.send(chunk);
      }
    };
  }

  /** Answers when as many requests as the barrier has parties are waiting at the same time. */
  static Fault together(CyclicBarrier barrier) {
    return client -> {
      try {
        barrier.await(30, TimeUnit.SECONDS);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
        throw new IOException(e);
      }
      client.send(response(200, "application/json", "{}"));
    };
  }

  /** The text of a whole answer. */
  static String response(int status, String contentType, String body, String... headers) {
    return "HTTP/1.1 %d Status\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n%s"
        .formatted(
            status,
            contentType,
            body.getBytes(StandardCharsets.UTF_8).length,
            headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n",
            body);
  }
}
