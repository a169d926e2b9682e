/**
 * Envelopes: what a key is sealed into before it is stored, so that a copy of the database is of no
 * use without the key ring.
 *
 * <p>Start with {@link dev.belay.byok.envelope.KeyRing} (the keys that seal and open) and {@link
 * dev.belay.byok.envelope.EnvelopeCipher} (seals a text for one user and one service, and opens it
 * for no other). {@code docs/adr/0003-envelope.md} describes the form.
 *
 * <pre>{@code
 * EnvelopeCipher cipher = EnvelopeCipher.of(keyRing);
 * EnvelopeContext context = new EnvelopeContext(userId, "openai");
 * String envelope = cipher.seal(apiKey, context);
 * Secret opened = cipher.open(envelope, context);
 * }</pre>
 */
@NullMarked
package dev.belay.byok.envelope;

import org.jspecify.annotations.NullMarked;
