package dev.belay.testservers.llm;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A way in which a provider fails: another answer, or an answer that does not come through whole.
 *
 * <p>Immutable. It is set with {@link LlmEndpoints#failNext} or {@link LlmEndpoints#fail}.
 */
public final class LlmFault {

  private static final LlmFault NONE = new LlmFault(UnaryOperator.identity(), Wire::send);

  private final UnaryOperator<Reply> answer;
  private final Delivery delivery;

  private LlmFault(UnaryOperator<Reply> answer, Delivery delivery) {
    this.answer = answer;
    this.delivery = delivery;
  }

  static LlmFault none() {
    return NONE;
  }

  /**
   * Another status, with a JSON body that is valid but not in the provider's form.
   *
   * @param status the HTTP status, 400 to 599
   * @return the fault
   */
  public static LlmFault status(int status) {
    return answer(status, Map.of("Content-Type", "application/json"), "{\"stand_in\":true}");
  }

  /**
   * Any other answer.
   *
   * @param status the HTTP status
   * @param headers the headers, {@code Content-Type} included
   * @param body the body
   * @return the fault
   */
  public static LlmFault answer(int status, Map<String, String> headers, String body) {
    Reply reply = new Reply(status, Map.copyOf(headers), body);
    return new LlmFault(ignored -> reply, Wire::send);
  }

  /**
   * Status 429 with {@code Retry-After}.
   *
   * @param retryAfter how long to wait, in whole seconds
   * @return the fault
   */
  public static LlmFault rateLimited(Duration retryAfter) {
    return status(429).withHeader("Retry-After", Long.toString(retryAfter.toSeconds()));
  }

  /**
   * The page of a proxy in between, in place of JSON.
   *
   * @param status the HTTP status
   * @return the fault
   */
  public static LlmFault html(int status) {
    return answer(
        status,
        Map.of("Content-Type", "text/html"),
        "<!DOCTYPE html><html><body><h1>Bad gateway</h1></body></html>");
  }

  /**
   * The right answer, but nothing comes for a while.
   *
   * @param delay how long until the headers come
   * @return the fault
   */
  public static LlmFault slowHeaders(Duration delay) {
    return delivered(
        (wire, reply) -> {
          wire.pause(delay);
          wire.send(reply);
        });
  }

  /**
   * The headers and half of the right answer at once, and the rest after a while.
   *
   * @param delay how long until the second half comes
   * @return the fault
   */
  public static LlmFault slowBody(Duration delay) {
    return delivered((wire, reply) -> wire.sendInHalves(reply, delay));
  }

  /**
   * The headers of the right answer at once, and its body byte by byte: no single read is late, but
   * the whole is.
   *
   * @param pause how long before each byte
   * @return the fault
   */
  public static LlmFault drippingBody(Duration pause) {
    return delivered((wire, reply) -> wire.drip(reply, pause));
  }

  /**
   * Half of the right answer, and then the connection ends.
   *
   * @return the fault
   */
  public static LlmFault truncatedBody() {
    return delivered(Wire::sendHalf);
  }

  /**
   * A body that is longer than any client should read.
   *
   * @param bytes how long the body is
   * @return the fault
   */
  public static LlmFault oversizedBody(long bytes) {
    return delivered((wire, reply) -> wire.sendPadded(reply, bytes));
  }

  /**
   * The connection is reset (TCP RST) before an answer.
   *
   * @return the fault
   */
  public static LlmFault reset() {
    return delivered((wire, reply) -> wire.reset());
  }

  private static LlmFault delivered(Delivery delivery) {
    return new LlmFault(UnaryOperator.identity(), delivery);
  }

  private LlmFault withHeader(String name, String value) {
    return new LlmFault(
        reply -> {
          Reply changed = answer.apply(reply);
          Map<String, String> headers = new LinkedHashMap<>(changed.headers());
          headers.put(name, value);
          return new Reply(changed.status(), headers, changed.body());
        },
        delivery);
  }

  /** What the provider answers in place of what it should. */
  Reply change(Reply reply) {
    return answer.apply(reply);
  }

  void deliver(Reply reply, Wire wire) throws IOException {
    delivery.send(wire, reply);
  }

  /** How an answer gets onto the wire. */
  @FunctionalInterface
  private interface Delivery {

    void send(Wire wire, Reply reply) throws IOException;
  }
}
