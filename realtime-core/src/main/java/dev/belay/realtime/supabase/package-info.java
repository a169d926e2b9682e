/**
 * All of this module for one Supabase project, made at once from the environment.
 *
 * <p>The front door is {@link dev.belay.realtime.supabase.RealtimeClients}; {@code AuthClients} of
 * {@code auth-core} is its like for who is calling, and reads the same variables.
 *
 * <pre>{@code
 * RealtimeClients realtime = RealtimeClients.fromEnvironment(Environment.system()).build();
 * boolean mayRead =
 *     realtime.authorizer().authorize(userId, "trip:42", TopicOperation.READ).allowed();
 * Json news = new Json("{\"kind\": \"trip_updated\"}");
 * realtime.broadcaster().send(Broadcast.toPrivate("trip:42", "trip:activity", news));
 * }</pre>
 */
@NullMarked
package dev.belay.realtime.supabase;

import org.jspecify.annotations.NullMarked;
