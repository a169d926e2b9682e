/**
 * The seam to Redis: typed commands in one round trip, over Upstash's REST protocol or Redis's own.
 *
 * <p>Start with {@link dev.belay.cache.redis.RedisClient} (what is sent), {@link
 * dev.belay.cache.redis.RedisCommand} (what can be sent, and how its reply is read) and {@link
 * dev.belay.cache.redis.RedisOutages} (what operators see when Redis is away). {@code
 * dev.belay.cache.redis.rest} and {@code dev.belay.cache.redis.resp} make clients.
 *
 * <pre>{@code
 * RedisClient redis = UpstashRedisClients.from(environment);
 * List<RedisResult<Long>> bumped =
 *     redis.transaction(
 *         List.of(
 *             RedisCommand.increment("tagver:trips"), RedisCommand.increment("tagver:flights")));
 * boolean first =
 *     redis.execute(
 *         RedisCommand.setIfAbsent("idemp:" + eventId, "my token", Duration.ofMinutes(5)));
 * }</pre>
 */
@NullMarked
package dev.belay.cache.redis;

import org.jspecify.annotations.NullMarked;
