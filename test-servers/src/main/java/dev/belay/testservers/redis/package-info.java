/**
 * A real Redis for tests, a wire in front of it that can be cut, and a local Upstash endpoint.
 *
 * <p>Start with {@link dev.belay.testservers.redis.RedisServer}, a real server on loopback; {@link
 * dev.belay.testservers.redis.RedisTap}, which counts round trips and cuts connections; and {@link
 * dev.belay.testservers.redis.UpstashServer}, which speaks Upstash's REST protocol over such a
 * server.
 *
 * <pre>{@code
 * try (RedisServer redis = RedisServer.start();
 *     UpstashServer upstash = UpstashServer.over(redis)) {
 *   URI address = redis.uri(); // redis://127.0.0.1:...
 *   URI rest = upstash.url();
 *   redis.kill();
 *   redis.restart(); // on the same port, empty
 * }
 * }</pre>
 */
@NullMarked
package dev.belay.testservers.redis;

import org.jspecify.annotations.NullMarked;
