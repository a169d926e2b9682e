/**
 * Who is calling, for services on the JDK's own HTTP server.
 *
 * <pre>{@code
 * SessionFilter filter = SessionFilter.requiringUser(clients.sessions());
 * server.createContext("/api/", exchange -> {
 *   CurrentUser user = filter.caller(exchange).requireUser();
 * }).getFilters().add(filter);
 * }</pre>
 */
@NullMarked
package dev.belay.auth.httpserver;

import org.jspecify.annotations.NullMarked;
