package dev.belay.webhook.qstash;

import java.util.List;

/** What came of one message of a batch. */
public sealed interface QStashBatchItem {

  /**
   * It was taken.
   *
   * @param receipts one receipt, or one for each endpoint of a URL group
   */
  record Accepted(List<QStashReceipt> receipts) implements QStashBatchItem {

    /**
     * Copies the receipts.
     *
     * @param receipts see above
     */
    public Accepted {
      receipts = List.copyOf(receipts);
    }
  }

  /** It was refused, and the others were taken all the same. Publish it alone to learn why. */
  record Refused() implements QStashBatchItem {}
}
