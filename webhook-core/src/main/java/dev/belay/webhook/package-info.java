/**
 * Signed webhooks that are not lost, and are handled once.
 *
 * <p>Start with {@link dev.belay.webhook.verify.HmacVerifier} (proves who sent a request), {@link
 * dev.belay.webhook.WebhookVerificationException} (why one is refused) and {@link
 * dev.belay.webhook.WebhookHeaders} (how a request's headers are read).
 *
 * <pre>{@code
 * HmacVerifier verifier = HmacVerifier.fromEnvironment(Environment.system());   // HMAC_SECRET
 * verifier.verify(headers, body);            // the raw bytes, before anything parses them
 * }</pre>
 */
@NullMarked
package dev.belay.webhook;

import org.jspecify.annotations.NullMarked;
