/**
 * A local Resend: takes e-mails over its documented API and keeps them for the test to look at.
 *
 * <p>Start with {@link dev.belay.testservers.resend.ResendServer}. What it does is taken from
 * Resend's OpenAPI file and its pages on errors, limits and idempotency keys.
 */
@NullMarked
package dev.belay.testservers.resend;

import org.jspecify.annotations.NullMarked;
