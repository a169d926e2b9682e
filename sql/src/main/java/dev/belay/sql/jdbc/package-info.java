/**
 * {@link dev.belay.sql.RpcClient} over JDBC.
 *
 * <p>The front door is {@link dev.belay.sql.jdbc.JdbcRpcClients}. Any {@link javax.sql.DataSource}
 * will do, pooled or not; no class of a driver is used.
 *
 * <pre>{@code
 * RpcClient rpc = JdbcRpcClients.over(dataSource);
 * }</pre>
 */
@NullMarked
package dev.belay.sql.jdbc;

import org.jspecify.annotations.NullMarked;
