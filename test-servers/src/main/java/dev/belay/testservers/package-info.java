/**
 * Real servers for tests and demonstrations, and stand-ins for those that cannot be had.
 *
 * <p>Start with {@link dev.belay.testservers.PostgresServer}, a real PostgreSQL with a fresh
 * database for whoever asks; {@link dev.belay.testservers.SupabaseShape}, which makes such a
 * database look like a hosted project; and {@link dev.belay.testservers.PostgresWireTap}, which
 * counts what goes over the wire and fails on demand. {@code dev.belay.testservers.postgrest} puts
 * PostgREST before such a database, and {@code realtime} Supabase Realtime; {@code redis} has a
 * real Redis and a local Upstash, {@code auth} Supabase Auth, and {@code project} all three parts
 * of a project at one address; {@code qstash} QStash, {@code resend} and {@code smtp} take e-mails,
 * {@code llm} stands for the providers. {@code leak} finds keys that leave through what a test run
 * prints or throws.
 *
 * <pre>{@code
 * SupabaseShape shape = SupabaseShape.hosted();
 * PostgresDatabase database = shape.createDatabase(PostgresServer.shared());
 * DataSource owner = database.dataSource(shape.owner());
 * PostgresWireTap tap = PostgresWireTap.before(PostgresServer.shared());
 * DataSource counted = tap.dataSource(database);
 * long statements = tap.counts().statements();
 * }</pre>
 */
@NullMarked
package dev.belay.testservers;

import org.jspecify.annotations.NullMarked;
