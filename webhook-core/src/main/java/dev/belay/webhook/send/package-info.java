/**
 * Sends what the outbox holds: each committed row change reaches its endpoint signed and at least
 * once, and what cannot be delivered is kept as a dead letter.
 *
 * <p>Start with {@code WebhookOutbox} of the package {@code rpc}, which makes a {@link
 * dev.belay.webhook.send.WebhookDispatcher} (claims, signs, posts, tries again), {@link
 * dev.belay.webhook.send.WebhookEndpoints} (where to, pause and resume) and {@link
 * dev.belay.webhook.send.WebhookOperations} (backlog, attempts, dead letters, replay).
 *
 * <pre>{@code
 * WebhookOutbox outbox = WebhookOutbox.over(rpc);
 * outbox.endpoints().upsert("trips", URI.create("https://app.example.org/api/hooks/trips"));
 * // in SQL, as the owner: select belay.watch_table('public.trips', 'trips');
 *
 * WebhookDispatcher dispatcher =
 *     outbox.dispatcher().secrets(SigningSecrets.fromEnvironment(environment)).build();
 * dispatcher.start();
 * }</pre>
 */
@NullMarked
package dev.belay.webhook.send;

import org.jspecify.annotations.NullMarked;
