/** Shared by the backends. Not API. */
@NullMarked
package dev.belay.cache.redis.internal;

import org.jspecify.annotations.NullMarked;
