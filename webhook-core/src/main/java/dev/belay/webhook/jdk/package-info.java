/**
 * Webhooks in the server of the JDK (module {@code jdk.httpserver}), see {@link
 * dev.belay.webhook.jdk.JdkWebhooks}.
 *
 * <pre>{@code
 * HttpServer http = HttpServer.create(new InetSocketAddress(8080), 0);
 * http.createContext("/api/hooks/trips", JdkWebhooks.handler(trips));
 * }</pre>
 */
@NullMarked
package dev.belay.webhook.jdk;

import org.jspecify.annotations.NullMarked;
