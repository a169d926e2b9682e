package dev.belay.testservers.qstash;

/**
 * One attempt to deliver a message, as the local QStash noted it when it was over.
 *
 * @param messageId the message
 * @param url where it went
 * @param retried how often the message was tried before
 * @param status the answer's status, 0 where there was none
 * @param body what was sent, as a text
 */
public record QStashDelivery(String messageId, String url, int retried, int status, String body) {

  static QStashDelivery of(Message message, Attempt attempt) {
    return new QStashDelivery(
        message.id(),
        message.order().url(),
        message.retried(),
        attempt.status(),
        message.order().body().text());
  }

  /** Does not show the body. */
  @Override
  public String toString() {
    return "QStashDelivery[" + url + ", retried=" + retried + ", status=" + status + "]";
  }
}
