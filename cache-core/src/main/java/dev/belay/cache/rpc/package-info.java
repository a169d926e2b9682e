/**
 * Versions of tags in PostgreSQL, over {@link dev.belay.sql.RpcClient}. The front door is {@link
 * dev.belay.cache.rpc.RpcTagVersionStores}.
 */
@NullMarked
package dev.belay.cache.rpc;

import org.jspecify.annotations.NullMarked;
