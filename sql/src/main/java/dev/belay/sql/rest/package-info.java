/**
 * {@link dev.belay.sql.RpcClient} over REST: PostgREST, alone or behind the gateway of a Supabase
 * project (the "Data API").
 *
 * <p>The front door is {@link dev.belay.sql.rest.PostgrestRpcClients}. Calls go through the
 * library's own {@link dev.belay.support.http.HttpTransport}.
 *
 * <pre>{@code
 * Secret key = environment.secret("SUPABASE_SECRET_KEY").orElseThrow();
 * RpcClient rpc = PostgrestRpcClients.supabase(URI.create("https://abc.supabase.co"), key);
 * }</pre>
 */
@NullMarked
package dev.belay.sql.rest;

import org.jspecify.annotations.NullMarked;
