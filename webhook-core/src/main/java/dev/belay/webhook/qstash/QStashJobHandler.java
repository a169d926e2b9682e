package dev.belay.webhook.qstash;

/** What is yours to write: does one job. Must be safe for use by many threads. */
@FunctionalInterface
public interface QStashJobHandler {

  /**
   * Does a job. Whatever it throws, QStash tries again later, but for {@link
   * dev.belay.webhook.receive.WebhookHandlingException} of the kind {@code INVALID}: such a job can
   * never be done, and goes to the dead letter queue at once. A {@code WebhookHandlingException}
   * can also say when to try again.
   *
   * @param job the job
   * @return what is to answer each repetition of it: a short text, or an empty one
   */
  String handle(QStashJob job);
}
