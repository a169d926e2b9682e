/** Front door of this module. */
@NullMarked
package dev.belay.testservers;

import org.jspecify.annotations.NullMarked;
