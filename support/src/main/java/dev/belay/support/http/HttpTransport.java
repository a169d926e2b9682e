package dev.belay.support.http;

/**
 * Sends one request and waits for the whole answer.
 *
 * <p>Implementations are safe for use by many threads and never follow a redirect, since the next
 * host would be sent the same {@code Authorization} header. Any status is an answer: only the
 * caller knows what a 404 means. Decorators add retries ({@link RetryingHttpTransport}).
 */
@FunctionalInterface
public interface HttpTransport {

  /**
   * Sends the call and waits, at most for {@link HttpCall#timeout()}, until the answer has been
   * read to its end.
   *
   * @param call what to send, and the bounds of the answer
   * @return the answer, whatever its status
   * @throws HttpExchangeException if there is no complete answer; no message of it holds a body, a
   *     header, a path, a query or user information
   * @throws dev.belay.support.InvalidArgumentException if this transport cannot send such a call
   */
  HttpReply exchange(HttpCall call);
}
