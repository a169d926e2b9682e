/**
 * Signed webhooks that are not lost, and are handled once.
 *
 * <p>Start with {@link dev.belay.webhook.receive.WebhookEndpoint} (one route, whatever the
 * framework), {@link dev.belay.webhook.verify.HmacVerifier} (who sent a request) and {@link
 * dev.belay.webhook.WebhookEvent} (what happened to which row).
 *
 * <pre>{@code
 * HmacVerifier verifier = HmacVerifier.fromEnvironment(Environment.system());   // HMAC_SECRET
 * verifier.verify(headers, body);            // the raw bytes, before anything parses them
 * WebhookEvent change = WebhookEvent.parse(body);
 * }</pre>
 */
@NullMarked
package dev.belay.webhook;

import org.jspecify.annotations.NullMarked;
