/**
 * How a service is told which Supabase project it belongs to.
 *
 * <p>Start with {@link dev.belay.support.supabase.SupabaseEnvironment}. What reads it are the front
 * doors of other modules, such as {@code AuthClients.fromEnvironment}.
 *
 * <pre>{@code
 * SupabaseEnvironment project = SupabaseEnvironment.of(Environment.system());
 * URI url = project.url();
 * Optional<Secret> key = project.secretKey();
 * }</pre>
 */
@NullMarked
package dev.belay.support.supabase;

import org.jspecify.annotations.NullMarked;
