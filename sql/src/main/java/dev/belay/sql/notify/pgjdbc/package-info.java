/**
 * {@code LISTEN} over pgJDBC, which has to be on the class path for this package only.
 *
 * <p>The front door is {@link dev.belay.sql.notify.pgjdbc.PgjdbcNotifications}.
 */
@NullMarked
package dev.belay.sql.notify.pgjdbc;

import org.jspecify.annotations.NullMarked;
