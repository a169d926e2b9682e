package dev.belay.webhook.qstash;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What QStash could not deliver (Upstash, "Dead Letter Queue"). Safe for use by many threads;
 * failures are those of {@link QStashClient}. There is no way here to retry or remove all at once:
 * an empty list has meant "all" before.
 */
public interface QStashDeadLetters {

  /**
   * The first dead letters.
   *
   * @return a page of at most 100
   */
  Page list();

  /**
   * The dead letters that follow.
   *
   * @param cursor from the page before
   * @return a page of at most 100
   */
  Page listFrom(String cursor);

  /**
   * The first dead letters with a label.
   *
   * @param label the label
   * @return a page of at most 100
   */
  Page listLabelled(String label);

  /**
   * Publishes a dead letter again, and removes it from the queue.
   *
   * @param dlqId its id in the dead letter queue
   * @return the new message's id, or empty where there is no such dead letter any more
   */
  Optional<String> retry(String dlqId);

  /**
   * Removes a dead letter.
   *
   * @param dlqId its id in the dead letter queue
   * @return false where there is no such dead letter any more
   */
  boolean delete(String dlqId);

  /** Some dead letters. */
  final class Page {

    private final List<QStashDeadLetter> letters;
    private final @Nullable String cursor;

    Page(List<QStashDeadLetter> letters, @Nullable String cursor) {
      this.letters = List.copyOf(letters);
      this.cursor = cursor;
    }

    /**
     * The dead letters of the page.
     *
     * @return the dead letters, in QStash's order
     */
    public List<QStashDeadLetter> letters() {
      return letters;
    }

    /**
     * Where the next page begins.
     *
     * @return the cursor, or empty on the last page
     */
    public Optional<String> cursor() {
      return Optional.ofNullable(cursor);
    }
  }
}
