/**
 * Signatures of webhooks: who sent these bytes, and when.
 *
 * <p>Start with {@link dev.belay.webhook.verify.HmacVerifier} (the runbook's {@code
 * X-Signature-HMAC}), {@link dev.belay.webhook.verify.StandardWebhooksVerifier} (id, time and body
 * signed, so that a replay is found out) and {@link dev.belay.webhook.verify.QStashVerifier} (jobs
 * of QStash). The first two have a signer beside them.
 *
 * <pre>{@code
 * HmacVerifier verifier = HmacVerifier.fromEnvironment(Environment.system());   // HMAC_SECRET
 * verifier.verify(headers, body);            // the raw bytes, before anything parses them
 * }</pre>
 */
@NullMarked
package dev.belay.webhook.verify;

import org.jspecify.annotations.NullMarked;
