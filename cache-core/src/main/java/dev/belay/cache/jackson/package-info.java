/**
 * Values as JSON; Jackson's data binding has to be on the class path for this package only. The
 * front door is {@link dev.belay.cache.jackson.JacksonCodecs}.
 */
@NullMarked
package dev.belay.cache.jackson;

import org.jspecify.annotations.NullMarked;
