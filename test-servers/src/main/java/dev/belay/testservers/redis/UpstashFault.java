package dev.belay.testservers.redis;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A way in which a request fails. Immutable. */
public final class UpstashFault {

  private static final int CHUNK = 8192;

  private final Delivery delivery;

  private UpstashFault(Delivery delivery) {
    this.delivery = delivery;
  }

  static UpstashFault none() {
    return new UpstashFault((exchange, handler) -> handler.handle().sendTo(exchange));
  }

  /**
   * The plan's requests of the day are used up.
   *
   * @return the fault
   */
  public static UpstashFault quotaExceeded() {
    return error(
        400, "ERR max daily request limit exceeded. Limit: 10000, Usage: 10000. See the manual");
  }

  /**
   * The database has the form of an error of its own.
   *
   * @param status the status
   * @param text the error's text
   * @return the fault
   */
  public static UpstashFault error(int status, String text) {
    return new UpstashFault(
        (exchange, handler) -> UpstashAnswer.error(status, text).sendTo(exchange));
  }

  /**
   * A proxy's page in place of an answer.
   *
   * @param status the status
   * @return the fault
   */
  public static UpstashFault html(int status) {
    byte[] page = "<html><h1>Bad gateway</h1></html>".getBytes(StandardCharsets.UTF_8);
    return new UpstashFault(
        (exchange, handler) ->
            new UpstashAnswer(status, Map.of("Content-Type", "text/html"), page).sendTo(exchange));
  }

  /**
   * Too many requests, with the time after which to come again.
   *
   * @param retryAfterSeconds what {@code Retry-After} says
   * @return the fault
   */
  public static UpstashFault tooManyRequests(int retryAfterSeconds) {
    Map<String, String> headers =
        Map.of("Content-Type", "text/plain", "Retry-After", Integer.toString(retryAfterSeconds));
    return new UpstashFault(
        (exchange, handler) -> new UpstashAnswer(429, headers, new byte[0]).sendTo(exchange));
  }

  /**
   * The connection breaks before anything was run.
   *
   * @return the fault
   */
  public static UpstashFault dropBeforeExecution() {
    return new UpstashFault((exchange, handler) -> exchange.close());
  }

  /**
   * The connection breaks after it was run, so that the answer is lost.
   *
   * @return the fault
   */
  public static UpstashFault dropAfterExecution() {
    return new UpstashFault(
        (exchange, handler) -> {
          UpstashAnswer unused = handler.handle();
          exchange.close();
        });
  }

  /**
   * The answer comes late.
   *
   * @param delay how late
   * @return the fault
   */
  public static UpstashFault slow(Duration delay) {
    return new UpstashFault(
        (exchange, handler) -> {
          UpstashAnswer late = handler.handle();
          pause(delay);
          late.sendTo(exchange);
        });
  }

  /**
   * The body ends in its middle, and the connection with it.
   *
   * @return the fault
   */
  public static UpstashFault cutOff() {
    return new UpstashFault(
        (exchange, handler) -> {
          UpstashAnswer answer = handler.handle();
          answer.sendHeaders(exchange, answer.body().length);
          exchange.getResponseBody().write(answer.body(), 0, answer.body().length / 2);
          exchange.getResponseBody().flush();
        });
  }

  /**
   * Half of the JSON, as if it were all.
   *
   * @return the fault
   */
  public static UpstashFault truncatedJson() {
    return new UpstashFault(
        (exchange, handler) -> {
          byte[] body = handler.handle().body();
          byte[] half = Arrays.copyOf(body, body.length / 2);
          Map<String, String> headers = Map.of("Content-Type", "application/json");
          new UpstashAnswer(200, headers, half).sendTo(exchange);
        });
  }

  /**
   * A body of white space.
   *
   * @param length how many bytes
   * @return the fault
   */
  public static UpstashFault oversize(long length) {
    return new UpstashFault(
        (exchange, handler) -> {
          Map<String, String> headers = Map.of("Content-Type", "application/json");
          new UpstashAnswer(200, headers, new byte[0]).sendHeaders(exchange, length);
          byte[] chunk = new byte[CHUNK];
          Arrays.fill(chunk, (byte) ' ');
          try (OutputStream out = exchange.getResponseBody()) {
            for (long left = length; left > 0; left -= CHUNK) {
              out.write(chunk, 0, (int) Math.min(left, CHUNK));
            }
          }
        });
  }

  void apply(HttpExchange exchange, Handler handler) throws IOException {
    delivery.send(exchange, handler);
  }

  /** Ends early when the server is closed, which interrupts its threads. */
  private static void pause(Duration delay) throws IOException {
    try {
      boolean unused = new CountDownLatch(1).await(delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The server is closing");
    }
  }

  /** Runs the request. */
  @FunctionalInterface
  interface Handler {
    UpstashAnswer handle() throws IOException;
  }

  /** How an answer gets onto the wire. */
  @FunctionalInterface
  private interface Delivery {
    void send(HttpExchange exchange, Handler handler) throws IOException;
  }
}
