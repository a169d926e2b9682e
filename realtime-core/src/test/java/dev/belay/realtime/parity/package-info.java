/** Holds the authorizers, and row-level security, to one answer. */
@NullMarked
package dev.belay.realtime.parity;

import org.jspecify.annotations.NullMarked;
