/**
 * PostgREST for tests: the real program where its executable is, a stand-in elsewhere, and a hosted
 * project's gateway before either.
 *
 * <p>Start with {@link dev.belay.testservers.postgrest.PostgrestServer}, which serves one database;
 * {@link dev.belay.testservers.postgrest.ProjectKeys}, the credentials of a project, good and bad;
 * and {@link dev.belay.testservers.postgrest.SupabaseGateway}, which takes both kinds of API key
 * and counts the requests.
 *
 * <p>The stand-in answers what applications ask: functions with named arguments, and tables with
 * columns, simple filters, order and limit. It has no OpenAPI description, no embedding, no upsert,
 * no count, no hints about similar names, and its reason phrases are the usual ones. Where versions
 * of PostgREST differ it follows 12.0.2.
 *
 * <pre>{@code
 * ProjectKeys keys = ProjectKeys.create();
 * PostgresDatabase database = SupabaseShape.hosted().createDatabase(PostgresServer.shared());
 * try (PostgrestServer postgrest = PostgrestServer.start(database, keys);
 *     SupabaseGateway project = SupabaseGateway.before(postgrest, keys)) {
 *   URI projectUrl = project.url(); // + /rest/v1/rpc/some_function, header apikey
 *   String key = keys.secretKey();
 * }
 * }</pre>
 */
@NullMarked
package dev.belay.testservers.postgrest;

import org.jspecify.annotations.NullMarked;
