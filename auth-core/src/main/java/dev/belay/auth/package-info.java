/**
 * Who is calling: access tokens and session cookies of Supabase users.
 *
 * <p>Start with {@link dev.belay.auth.AuthClients} (makes everything from the environment), {@link
 * dev.belay.auth.Sessions} (answers who is calling, refreshes, and signs out) and {@link
 * dev.belay.auth.AccessTokenVerifier} (checks one token).
 *
 * <p>Further doors: {@link dev.belay.auth.SessionCookies} (the cookies of {@code @supabase/ssr}),
 * {@link dev.belay.auth.Caller} (a user, or why there is none) and the filters in {@code
 * dev.belay.auth.servlet} and {@code dev.belay.auth.httpserver}. What a user may do is decided
 * elsewhere.
 *
 * <pre>{@code
 * AuthClients clients = AuthClients.fromEnvironment(Environment.system()).build();
 * Caller caller = clients.sessions().currentUser(incoming);
 * Optional<CurrentUser> user = caller.user();
 * String why = caller.refusal().map(AuthRefusal::word).orElse("signed in");
 * }</pre>
 */
@NullMarked
package dev.belay.auth;

import org.jspecify.annotations.NullMarked;
