/**
 * A local Supabase Realtime. Start with {@link dev.belay.testservers.realtime.RealtimeServer}; what
 * it does wrong on request is {@link dev.belay.testservers.realtime.RealtimeFaults}.
 *
 * <pre>{@code
 * PostgresDatabase database = SupabaseShape.hosted().createDatabase(PostgresServer.shared());
 * ProjectKeys keys = ProjectKeys.create();
 * try (RealtimeServer realtime = RealtimeServer.start(database, keys)) {
 *   URI socket = realtime.webSocketUrl();   // ?apikey=…&vsn=2.0.0, with keys.publishableKey()
 *   String token = keys.userToken(UUID.randomUUID());   // what a join brings
 *   realtime.faults().cutSockets();
 * }
 * }</pre>
 */
@NullMarked
package dev.belay.testservers.realtime;

import org.jspecify.annotations.NullMarked;
