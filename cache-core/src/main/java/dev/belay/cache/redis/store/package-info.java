/**
 * Versions and values in Redis. The front door is {@link
 * dev.belay.cache.redis.store.RedisCacheStores}.
 */
@NullMarked
package dev.belay.cache.redis.store;

import org.jspecify.annotations.NullMarked;
