/** Front door of this module. */
@NullMarked
package dev.belay.benchmarks;

import org.jspecify.annotations.NullMarked;
