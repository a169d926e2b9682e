/** Cache tags whose bump is never missed. */
@NullMarked
package dev.belay.cache;

import org.jspecify.annotations.NullMarked;
