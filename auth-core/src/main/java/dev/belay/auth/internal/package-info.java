/** What the filters share. Not API: it changes without notice. */
@NullMarked
package dev.belay.auth.internal;

import org.jspecify.annotations.NullMarked;
