package dev.belay.testservers.qstash;

/**
 * A message that the local QStash has given up.
 *
 * @param dlqId its id in the dead letter queue
 * @param messageId the message
 * @param url where it was to go
 * @param status the last answer's status, 0 where there was none
 * @param body what was sent, as a text
 */
public record QStashDeadLetter(
    String dlqId, String messageId, String url, int status, String body) {

  static QStashDeadLetter of(DeadLetter letter) {
    Order order = letter.message().order();
    return new QStashDeadLetter(
        letter.dlqId(),
        letter.message().id(),
        order.url(),
        letter.last().status(),
        order.body().text());
  }

  /** Does not show the body. */
  @Override
  public String toString() {
    return "QStashDeadLetter[" + url + ", status=" + status + "]";
  }
}
