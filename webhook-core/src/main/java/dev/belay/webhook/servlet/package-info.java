/**
 * Webhooks in a servlet container (Jakarta Servlet 6), see {@link
 * dev.belay.webhook.servlet.WebhookServlets}. The servlet API is yours to bring.
 *
 * <pre>{@code
 * servletContext.addServlet("trips", WebhookServlets.servlet(trips)).addMapping("/api/hooks/trips");
 * }</pre>
 */
@NullMarked
package dev.belay.webhook.servlet;

import org.jspecify.annotations.NullMarked;
