/**
 * Webhooks as they arrive: verified, limited, and each event handled once.
 *
 * <p>Start with {@link dev.belay.webhook.receive.WebhookEndpoint} (one route, whatever the
 * framework), {@link dev.belay.webhook.receive.WebhookHandler} (what is yours to write) and {@link
 * dev.belay.webhook.receive.WebhookOutcome} (what it answers). {@link dev.belay.webhook.jdk} and
 * {@link dev.belay.webhook.servlet} put an endpoint into a server.
 *
 * <pre>{@code
 * WebhookEndpoint trips = WebhookEndpoint.builder("trips")
 *     .verifier(HmacVerifier.fromEnvironment(environment))
 *     .tables("trip_collaborators")
 *     .rateLimit(RateLimiters.inMemory(100, Duration.ofMinutes(1)))
 *     .idempotency(IdempotencyStores.over(rpc))
 *     .handler(event -> WebhookOutcome.with("enqueued", enqueue(event)))
 *     .build();
 * server.createContext("/api/hooks/trips", JdkWebhooks.handler(trips));
 * }</pre>
 */
@NullMarked
package dev.belay.webhook.receive;

import org.jspecify.annotations.NullMarked;
