/**
 * Sends messages to a topic without being on it: from the database, within the caller's transaction
 * if wanted, or over HTTP.
 *
 * <p>Start with {@link dev.belay.realtime.broadcast.Broadcasters} (makes them) and {@link
 * dev.belay.realtime.broadcast.Broadcast} (a message, of which it is always said whether it is
 * private).
 *
 * <pre>{@code
 * Broadcaster broadcaster = Broadcasters.over(JdbcRpcClients.in(connection));
 * Json payload = new Json("{\"kind\": \"trip_updated\"}");
 * broadcaster.send(Broadcast.toPrivate("trip:42", "trip:activity", payload));
 * connection.commit();
 * }</pre>
 */
@NullMarked
package dev.belay.realtime.broadcast;

import org.jspecify.annotations.NullMarked;
