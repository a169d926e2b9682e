/**
 * Finds secrets that leave through what a test run prints, throws or records.
 *
 * <p>Take every key of a test from {@link dev.belay.testservers.leak.TestKeys}, and every expected
 * failure through {@link dev.belay.testservers.leak.Refusals}. Where this module is on the class
 * path of the tests, {@link dev.belay.testservers.leak.LeakScan} watches the whole run by itself
 * and fails it at its end if one of those keys turned up.
 *
 * <pre>{@code
 * Secret key = Secret.of(TestKeys.openai());
 * AccessDeniedException refusal = Refusals.refusalOf(
 *     AccessDeniedException.class, () -> vault.insert(userId, ProviderId.OPENAI, key));
 * assertThat(refusal.fault().sqlState()).contains("42501");
 * LeakScan.inspect("the vault's text form", vault.toString());
 * }</pre>
 */
@NullMarked
package dev.belay.testservers.leak;

import org.jspecify.annotations.NullMarked;
