/**
 * Versions and values in this process. The front door is {@link
 * dev.belay.cache.memory.InMemoryCacheStores}.
 */
@NullMarked
package dev.belay.cache.memory;

import org.jspecify.annotations.NullMarked;
