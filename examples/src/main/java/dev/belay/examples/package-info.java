/** Front door of this module. */
@NullMarked
package dev.belay.examples;

import org.jspecify.annotations.NullMarked;
