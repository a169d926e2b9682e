/**
 * Bumps in a transaction of the caller's. The front door is {@link
 * dev.belay.cache.jdbc.JdbcTagBumps}.
 */
@NullMarked
package dev.belay.cache.jdbc;

import org.jspecify.annotations.NullMarked;
