/** What modules share and nobody else is meant to use: it may change in any release. */
@NullMarked
package dev.belay.support.internal;

import org.jspecify.annotations.NullMarked;
