/**
 * Who is calling, for services on the JDK's own HTTP server: add a {@link
 * dev.belay.auth.httpserver.SessionFilter} to the filters of a context, and ask its {@link
 * dev.belay.auth.httpserver.SessionFilter#caller} in the handler.
 */
@NullMarked
package dev.belay.auth.httpserver;

import org.jspecify.annotations.NullMarked;
