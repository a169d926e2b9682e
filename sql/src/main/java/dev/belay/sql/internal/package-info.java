/** Shared by the backends of this module; not part of the API. */
@NullMarked
package dev.belay.sql.internal;

import org.jspecify.annotations.NullMarked;
