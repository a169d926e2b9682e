package dev.belay.testservers.realtime;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Passes on what is committed to {@code realtime.messages}, in the order of the commits. After its
 * connection has broken it looks for what it missed; among those, the order is that of their
 * transactions' beginnings.
 */
final class DatabaseMessages implements AutoCloseable {

  private static final String RECENT =
      "select id::text from realtime.messages where inserted_at > localtimestamp - interval '1 day'"
          + " order by inserted_at";
  private static final int REMEMBERED = 100_000;
  private static final int POLL_MILLIS = 500;
  private static final int RETRY_MILLIS = 50;

  private final DataSource superuser;
  private final StoredMessages stored;
  private final Hub hub;
  private final int largest;
  private final Set<String> seen = bounded();
  private volatile boolean closed;
  private volatile @Nullable Connection listening;

  private DatabaseMessages(
      DataSource superuser, StoredMessages stored, Hub hub, RealtimeLimits limits) {
    this.superuser = superuser;
    this.stored = stored;
    this.hub = hub;
    this.largest = limits.payloadBytes();
  }

  /** Starts. What was committed before is history. */
  static DatabaseMessages start(
      DataSource superuser, StoredMessages stored, Hub hub, RealtimeLimits limits) {
    DatabaseMessages messages = new DatabaseMessages(superuser, stored, hub, limits);
    try {
      Connection first = messages.listen();
      messages.seen.addAll(recent(first));
      Thread thread = new Thread(() -> messages.run(first), "realtime-database");
      thread.setDaemon(true);
      thread.start();
      return messages;
    } catch (SQLException e) {
      throw new IllegalStateException("The local Realtime does not reach its database", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    Connection open = listening;
    if (open != null) {
      end(open);
    }
  }

  private void run(Connection first) {
    Connection connection = first;
    while (!closed) {
      try {
        PGConnection notifications = connection.unwrap(PGConnection.class);
        while (!closed) {
          deliver(connection, ids(notifications.getNotifications(POLL_MILLIS)));
        }
      } catch (SQLException e) {
        end(connection);
        connection = again(connection);
      }
    }
    end(connection);
  }

  /** Connects anew, as often as it takes, and makes up for what was missed. */
  private Connection again(Connection broken) {
    while (!closed) {
      try {
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        Connection connection = listen();
        deliver(connection, recent(connection));
        return connection;
      } catch (SQLException e) {
        // Not yet.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        closed = true;
      }
    }
    return broken;
  }

  private Connection listen() throws SQLException {
    Connection connection = superuser.getConnection();
    listening = connection;
    try (Statement statement = connection.createStatement()) {
      statement.execute("set application_name = 'realtime_stand_in'; listen realtime_stand_in");
    }
    return connection;
  }

  private void deliver(Connection connection, Collection<String> ids) throws SQLException {
    List<String> fresh = ids.stream().filter(id -> !seen.contains(id)).toList();
    if (!fresh.isEmpty()) {
      for (StoredMessages.Stored message : stored.byIds(connection, fresh)) {
        if (message.broadcast().size() <= largest) {
          hub.publish(message.topic(), message.broadcast(), null);
        }
      }
      seen.addAll(fresh);
    }
  }

  private static List<String> recent(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(RECENT)) {
      List<String> ids = new ArrayList<>();
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
      return ids;
    }
  }

  private static List<String> ids(PGNotification @Nullable [] notifications) {
    List<String> ids = new ArrayList<>();
    if (notifications != null) {
      for (PGNotification notification : notifications) {
        ids.add(notification.getParameter());
      }
    }
    return ids;
  }

  private static void end(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It is gone already.
    }
  }

  private static Set<String> bounded() {
    return Collections.newSetFromMap(
        new LinkedHashMap<String, Boolean>() {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
          }
        });
  }
}
