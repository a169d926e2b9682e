/**
 * Redis over Upstash's REST protocol. Start with {@link
 * dev.belay.cache.redis.rest.UpstashRedisClients}.
 */
@NullMarked
package dev.belay.cache.redis.rest;

import org.jspecify.annotations.NullMarked;
