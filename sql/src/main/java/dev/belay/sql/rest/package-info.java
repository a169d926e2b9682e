/**
 * {@link dev.belay.sql.RpcClient} over REST: PostgREST, alone or behind the gateway of a Supabase
 * project (the "Data API").
 *
 * <p>The front door is {@link dev.belay.sql.rest.PostgrestRpcClients}. Calls go through the
 * library's own {@link dev.belay.support.http.HttpTransport}.
 *
 * <pre>{@code
 * // SUPABASE_URL and SUPABASE_SECRET_KEY
 * RpcClient rpc = PostgrestRpcClients.fromEnvironment(Environment.system()).build();
 * }</pre>
 */
@NullMarked
package dev.belay.sql.rest;

import org.jspecify.annotations.NullMarked;
