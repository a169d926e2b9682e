/**
 * A local stand-in of Supabase Auth: published keys that rotate, tokens of every algorithm that a
 * project can have, {@code /user}, sign-outs, and refresh tokens that rotate and notice their
 * reuse.
 *
 * <pre>{@code
 * try (var auth = SupabaseAuthServer.start(SigningAlgorithm.ES256, Clock.systemUTC())) {
 *   IssuedSession session = auth.signIn(UUID.randomUUID());
 *   String token = session.accessToken();
 *   auth.rotateTo(SigningAlgorithm.EDDSA);
 * }
 * }</pre>
 */
@NullMarked
package dev.belay.testservers.auth;

import org.jspecify.annotations.NullMarked;
