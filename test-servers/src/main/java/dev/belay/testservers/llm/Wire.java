package dev.belay.testservers.llm;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The way back to the client of one request. */
final class Wire {

  private static final int CHUNK_BYTES = 8192;

  private final HttpExchange exchange;
  private final Tunnel tunnel;
  private final CountDownLatch closing;

  /**
   * Opens the way back.
   *
   * @param closing ends every pause once the server is being closed
   */
  Wire(HttpExchange exchange, Tunnel tunnel, CountDownLatch closing) {
    this.exchange = exchange;
    this.tunnel = tunnel;
    this.closing = closing;
  }

  void send(Reply reply) throws IOException {
    byte[] body = bytes(reply);
    sendHeaders(reply, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  void sendInHalves(Reply reply, Duration delay) throws IOException {
    byte[] body = bytes(reply);
    sendHeaders(reply, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body, 0, body.length / 2);
      out.flush();
      pause(delay);
      out.write(body, body.length / 2, body.length - body.length / 2);
    }
  }

  void drip(Reply reply, Duration pause) throws IOException {
    byte[] body = bytes(reply);
    sendHeaders(reply, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      for (byte drop : body) {
        out.flush();
        pause(pause);
        out.write(drop);
      }
    }
  }

  void sendHalf(Reply reply) throws IOException {
    byte[] body = bytes(reply);
    sendHeaders(reply, body.length);
    exchange.getResponseBody().write(body, 0, body.length / 2);
    exchange.getResponseBody().flush();
    exchange.close();
  }

  void sendPadded(Reply reply, long length) throws IOException {
    sendHeaders(reply, length);
    byte[] chunk = new byte[CHUNK_BYTES];
    Arrays.fill(chunk, (byte) ' ');
    try (OutputStream out = exchange.getResponseBody()) {
      for (long left = length; left > 0; left -= CHUNK_BYTES) {
        out.write(chunk, 0, (int) Math.min(left, CHUNK_BYTES));
      }
    }
  }

  void reset() {
    tunnel.reset();
    exchange.close();
  }

  void pause(Duration delay) throws IOException {
    try {
      if (closing.await(delay.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IOException("The server is closing");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The server is closing");
    }
  }

  private void sendHeaders(Reply reply, long length) throws IOException {
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(reply.status(), length);
  }

  private static byte[] bytes(Reply reply) {
    return reply.body().getBytes(StandardCharsets.UTF_8);
  }
}
