/**
 * What every module needs and none owns.
 *
 * <p>Start with {@link dev.belay.support.Secret} (a value that must never be printed), {@link
 * dev.belay.support.BelayException} (the root of every failure, told apart by what the caller can
 * do about it) and {@link dev.belay.support.Environment} (configuration where blank means unset).
 *
 * <pre>{@code
 * Environment environment = Environment.system();
 * Secret key = environment.secret("OPENAI_API_KEY")
 *     .orElseThrow(() -> new ConfigurationException("OPENAI_API_KEY is not set"));
 * request.header("Authorization", "Bearer " + key.reveal());
 * }</pre>
 */
@NullMarked
package dev.belay.support;

import org.jspecify.annotations.NullMarked;
