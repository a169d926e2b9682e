package dev.belay.sql.notify.pgjdbc;

import dev.belay.sql.internal.JdbcFaults;
import dev.belay.sql.internal.ListeningThread;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.ConfigurationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;

/** Listens on one connection after the other. */
final class PgjdbcListener {

  /** How long one look at the socket may take, and so how soon a closed listening ends. */
  private static final int LOOK_MILLIS = 250;

  /** A connection that was silent for so many looks is asked whether it is still there. */
  private static final int LOOKS_BETWEEN_SIGNS_OF_LIFE = 20;

  private static final int SECONDS_FOR_A_SIGN_OF_LIFE = 5;

  private final DataSource dataSource;
  private final String channel;
  private final Duration poll;
  private final Logger log;
  private boolean told;
  private boolean lost;

  PgjdbcListener(DataSource dataSource, String channel, Duration poll, Logger log) {
    this.dataSource = dataSource;
    this.channel = channel;
    this.poll = poll;
    this.log = log;
  }

  void listen(ListeningThread thread) {
    do {
      try (Connection connection = JdbcFaults.open(dataSource)) {
        listen(thread, connection);
      } catch (SQLException | BackendUnavailableException away) {
        // Until it is back, those who listen are told to look for themselves.
        thread.live(false);
        say(thread, away);
      }
      thread.missed();
    } while (!thread.pause(poll));
  }

  private void listen(ListeningThread thread, Connection connection) throws SQLException {
    if (!connection.isWrapperFor(PGConnection.class)) {
      complain(thread);
      return;
    }
    connection.setAutoCommit(true);
    run(connection, "listen \"" + channel + '"');
    thread.live(true);
    lost = false;
    thread.missed();
    try {
      receive(thread, connection);
    } finally {
      // A pool would hand the connection on, and it would go on collecting.
      thread.live(false);
      if (!connection.isClosed()) {
        run(connection, "unlisten \"" + channel + '"');
      }
    }
  }

  private void receive(ListeningThread thread, Connection connection) throws SQLException {
    PGConnection driver = connection.unwrap(PGConnection.class);
    int quiet = 0;
    while (!thread.isClosed()) {
      PGNotification[] received = driver.getNotifications(LOOK_MILLIS);
      quiet = received == null || received.length == 0 ? quiet + 1 : 0;
      if (received != null) {
        for (PGNotification notification : received) {
          thread.notified(notification.getParameter());
        }
      }
      if (quiet == LOOKS_BETWEEN_SIGNS_OF_LIFE) {
        if (!connection.isValid(SECONDS_FOR_A_SIGN_OF_LIFE)) {
          throw new SQLException("The connection gives no sign of life", "08006");
        }
        quiet = 0;
      }
    }
  }

  /** Once for each outage; a driver's text can hold anything, so its code alone. */
  private void say(ListeningThread thread, Exception failure) {
    if (!lost && !thread.isClosed()) {
      lost = true;
      String code = failure instanceof SQLException sql ? sql.getSQLState() : failure.toString();
      log.warn("Cannot listen on {}, and looks each {} instead: {}", channel, poll, code);
    }
  }

  private void complain(ListeningThread thread) {
    if (!told) {
      told = true;
      thread.report(
          new ConfigurationException(
              "The data source gives no connections of pgJDBC: polling instead of listening"));
    }
  }

  private static void run(Connection connection, String command) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }
}
