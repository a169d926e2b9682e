/**
 * Cache tags whose bump is never missed.
 *
 * <p>Start with {@link dev.belay.cache.TagVersionCache}, which is built over a {@link
 * dev.belay.cache.TagVersionStore} (PostgreSQL, Redis or memory) and a {@link
 * dev.belay.cache.CacheValueStore}. {@link dev.belay.cache.TagSet} is what a value depends on.
 *
 * <pre>{@code
 * TagVersionCache cache = TagVersionCache.builder(
 *         RpcTagVersionStores.over(rpc), RedisCacheStores.values(redis)).build();
 * TagSet tags = TagSet.of("trips", "user:" + userId);
 * Optional<String> trips = cache.getOrLoad(tags, "list", Duration.ofMinutes(5), codec, loader);
 * cache.bump("trips");
 * }</pre>
 */
@NullMarked
package dev.belay.cache;

import org.jspecify.annotations.NullMarked;
