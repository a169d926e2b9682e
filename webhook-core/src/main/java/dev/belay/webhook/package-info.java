/**
 * Signed webhooks that are not lost, and are handled once.
 *
 * <p>Start with {@link dev.belay.webhook.receive.WebhookEndpoint} (one route, whatever the
 * framework), {@link dev.belay.webhook.verify.HmacVerifier} (who sent a request) and {@link
 * dev.belay.webhook.WebhookEvent} (what happened to which row).
 *
 * <pre>{@code
 * WebhookReceiver route = WebhookEndpoint.builder("trips")
 *     .verifier(HmacVerifier.fromEnvironment(Environment.system()))   // HMAC_SECRET
 *     .idempotency(IdempotencyStores.over(rpc))
 *     .handler(change -> WebhookOutcome.with("seen", change.table()))
 *     .build();
 * server.createContext("/api/hooks/trips", JdkWebhooks.handler(route));
 * }</pre>
 *
 * <p>{@code verify} has the signatures, {@code receive} the routes, {@code jdk} and {@code servlet}
 * bring them into a server, {@code send} is the dispatcher of the outbox, {@code idempotency} keeps
 * who handles what, {@code qstash} publishes and does jobs, {@code email} sends.
 */
@NullMarked
package dev.belay.webhook;

import org.jspecify.annotations.NullMarked;
