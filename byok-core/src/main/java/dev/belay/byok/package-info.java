/** Front door of this module. */
@NullMarked
package dev.belay.byok;

import org.jspecify.annotations.NullMarked;
