/**
 * QStash: hands jobs to Upstash's queue, which calls the worker until it succeeds, and takes them
 * there.
 *
 * <p>Start with {@link dev.belay.webhook.qstash.QStashClient} (publishes), {@link
 * dev.belay.webhook.qstash.QStashMessage} (what, where to, when and how often) and {@link
 * dev.belay.webhook.qstash.QStashWorker} (handles each job once).
 *
 * <pre>{@code
 * QStashClient qstash = QStashClient.fromEnvironment(Environment.system());
 * qstash.publish(
 *     QStashMessage.to(URI.create("https://app.example.com/api/jobs/notify"))
 *         .json("{\"eventKey\":\"" + eventId + "\"}")
 *         .deduplicationId("notify:" + eventId)
 *         .build());
 * }</pre>
 */
@NullMarked
package dev.belay.webhook.qstash;

import org.jspecify.annotations.NullMarked;
