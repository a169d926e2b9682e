/**
 * News from PostgreSQL: {@code LISTEN} and {@code NOTIFY}, or polling where there is no connection
 * for it.
 *
 * <p>Start with {@link dev.belay.sql.notify.NotificationSource}, which comes from {@link
 * dev.belay.sql.notify.PollingNotifications} or, with pgJDBC on the class path, from {@code
 * dev.belay.sql.notify.pgjdbc.PgjdbcNotifications}.
 *
 * <pre>{@code
 * Listening listening = PgjdbcNotifications.over(dataSource).listen("belay_cache_tags", handler);
 * }</pre>
 */
@NullMarked
package dev.belay.sql.notify;

import org.jspecify.annotations.NullMarked;
