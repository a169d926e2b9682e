/**
 * A whole local Supabase project at one address: Auth, PostgREST, Realtime and a database.
 *
 * <pre>{@code
 * PostgresDatabase database = SupabaseShape.hosted().createDatabase(PostgresServer.shared());
 * try (LocalProject project = LocalProject.before(database)) {
 *   Environment environment = Environment.of(project.variables());   // SUPABASE_URL and the keys
 *   IssuedSession session = project.auth().signIn(UUID.randomUUID());
 * }
 * }</pre>
 */
@NullMarked
package dev.belay.testservers.project;

import org.jspecify.annotations.NullMarked;
