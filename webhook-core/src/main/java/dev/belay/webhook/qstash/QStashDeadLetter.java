package dev.belay.webhook.qstash;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A message that QStash has given up. Its body and the last answer's stay at QStash, since they can
 * hold what must not be copied.
 *
 * @param dlqId its id in the dead letter queue
 * @param messageId the message
 * @param url where it was to go; it can hold a secret
 * @param status the last answer's status, 0 where there was none
 * @param createdAt when it was published, by QStash's clock
 * @param labels its labels
 */
public record QStashDeadLetter(
    String dlqId,
    String messageId,
    String url,
    int status,
    Instant createdAt,
    List<String> labels) {

  /**
   * Copies the labels.
   *
   * @param dlqId see above
   * @param messageId see above
   * @param url see above
   * @param status see above
   * @param createdAt see above
   * @param labels see above
   */
  public QStashDeadLetter {
    Objects.requireNonNull(dlqId, "dlqId");
    Objects.requireNonNull(messageId, "messageId");
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(createdAt, "createdAt");
    labels = List.copyOf(labels);
  }

  /** Without the address. */
  @Override
  public String toString() {
    return "QStashDeadLetter[" + messageId + ", status=" + status + "]";
  }
}
