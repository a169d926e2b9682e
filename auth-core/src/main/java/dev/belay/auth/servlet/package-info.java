/**
 * Who is calling, for applications on Jakarta Servlet 6. The API is the container's: this module
 * brings none along.
 *
 * <pre>{@code
 * context.addFilter("session", SessionFilter.requiringUser(clients.sessions()))
 *     .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/api/*");
 * // in a servlet
 * CurrentUser user = SessionFilter.caller(request).requireUser();
 * }</pre>
 */
@NullMarked
package dev.belay.auth.servlet;

import org.jspecify.annotations.NullMarked;
