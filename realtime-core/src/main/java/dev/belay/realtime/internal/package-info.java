/** Not API. */
@NullMarked
package dev.belay.realtime.internal;

import org.jspecify.annotations.NullMarked;
