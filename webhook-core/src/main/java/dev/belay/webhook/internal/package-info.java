/** What several features of this module need. Not API. */
@NullMarked
package dev.belay.webhook.internal;

import org.jspecify.annotations.NullMarked;
