/**
 * A local QStash: takes messages over its documented API, signs and delivers them, retries with its
 * backoff and dead-letters what cannot be delivered, in a time that the test controls.
 *
 * <p>Start with {@link dev.belay.testservers.qstash.QStashServer}. What it does is taken from
 * Upstash's OpenAPI file and pages on publishing, retries, deduplication, flow control, callbacks
 * and the dead letter queue; the official JavaScript client runs against it in a test.
 *
 * <pre>{@code
 * try (QStashServer qstash = QStashServer.builder().manualTime().start()) {
 *   URI api = qstash.url(); // QSTASH_URL; and QSTASH_TOKEN is qstash.token()
 *   qstash.advance(Duration.ofSeconds(13)); // past the first retry of what is published there
 *   assertThat(qstash.deliveries()).hasSize(2);
 * }
 * }</pre>
 */
@NullMarked
package dev.belay.testservers.qstash;

import org.jspecify.annotations.NullMarked;
