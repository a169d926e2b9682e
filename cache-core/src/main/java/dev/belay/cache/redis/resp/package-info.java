/**
 * Redis over its own protocol, for a server of one's own or a hosted one, through Jedis. Start with
 * {@link dev.belay.cache.redis.resp.RespRedisClients}. The application adds {@code
 * redis.clients:jedis}.
 */
@NullMarked
package dev.belay.cache.redis.resp;

import org.jspecify.annotations.NullMarked;
