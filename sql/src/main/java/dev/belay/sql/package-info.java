/**
 * The database side of the library and the one way to call it.
 *
 * <p>Start with {@link dev.belay.sql.RpcClient}, the seam on which every module stands: it calls a
 * named SQL function with named arguments. {@link dev.belay.sql.RpcCall} is such a call, {@link
 * dev.belay.sql.RpcRow} one row of its answer. A client comes from {@code
 * dev.belay.sql.jdbc.JdbcRpcClients} or {@code dev.belay.sql.rest.PostgrestRpcClients}; what it
 * calls is put into a database by {@code dev.belay.sql.schema.SchemaInstaller}.
 *
 * <pre>{@code
 * RpcClient rpc = JdbcRpcClients.over(dataSource);
 * boolean allowed = rpc.scalar(
 *         RpcCall.of("get_user_allow_gateway_fallback").with("p_user_id", userId), Boolean.class)
 *     .orElse(false);
 * }</pre>
 */
@NullMarked
package dev.belay.sql;

import org.jspecify.annotations.NullMarked;
