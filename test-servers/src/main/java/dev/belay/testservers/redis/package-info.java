/**
 * A real Redis for tests, and a wire in front of it that can be cut.
 *
 * <p>Start with {@link dev.belay.testservers.redis.RedisServer}, a real server on loopback, and
 * {@link dev.belay.testservers.redis.RedisTap}, which counts round trips and cuts connections.
 *
 * <pre>{@code
 * try (RedisServer redis = RedisServer.start()) {
 *   URI address = redis.uri(); // redis://127.0.0.1:...
 *   redis.kill();
 *   redis.restart(); // on the same port, empty
 * }
 * }</pre>
 */
@NullMarked
package dev.belay.testservers.redis;

import org.jspecify.annotations.NullMarked;
