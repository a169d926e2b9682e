package dev.belay.realtime.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.realtime.channel.Eventually;
import dev.belay.realtime.channel.RealtimeClient;
import dev.belay.sql.Json;
import dev.belay.sql.jdbc.JdbcRpcClients;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Within the caller's transaction. */
class RpcBroadcasterInTransactionTest extends BroadcasterContract {

  private Connection connection;

  @BeforeEach
  void begin() throws SQLException {
    connection = project.database().service().getConnection();
    connection.setAutoCommit(false);
  }

  @AfterEach
  void end() throws SQLException {
    connection.close();
  }

  @Override
  Broadcaster broadcaster() {
    return Broadcasters.over(JdbcRpcClients.in(connection));
  }

  @Override
  boolean stores() {
    return true;
  }

  @Override
  void commit() {
    try {
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void goesOutAtTheCommitAndNotAtAllAfterARollback() throws SQLException {
    try (RealtimeClient listener = listening(true)) {
      broadcaster().send(Broadcast.toPrivate(topic, "undone", new Json("{}")));
      connection.rollback();
      broadcaster().send(Broadcast.toPrivate(topic, "done", new Json("{}")));
      project.say(topic, "meanwhile", "{}");
      Eventually.until("another comes first", () -> events().contains("meanwhile"));
      assertThat(events()).containsExactly("meanwhile");
      connection.commit();
      Eventually.until("it comes", () -> events().contains("done"));
      assertThat(events()).containsExactly("meanwhile", "done");
      assertThat(listener.revocationStatus()).isEmpty();
    }
  }
}
