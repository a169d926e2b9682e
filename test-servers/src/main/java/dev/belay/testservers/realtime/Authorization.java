package dev.belay.testservers.realtime;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Asks the database who may do what, as the real server does. Reading: rows are put in by the
 * superuser, looked for as the caller, and rolled back. Writing: a row is put in as the caller, and
 * rolled back.
 */
final class Authorization {

  private static final String PROBE =
      "insert into realtime.messages (id, topic, extension) values (?, ?, ?)";
  private static final String BECOME =
      """
      select set_config('role', ?, true), set_config('realtime.topic', ?, true),
        set_config('request.jwt.claims', ?, true), set_config('request.jwt.claim.sub', ?, true),
        set_config('request.jwt.claim.role', ?, true), set_config('request.headers', ?, true)
      """;
  private static final String LOOK = "select from realtime.messages where topic = ? and id = ?";
  private static final String WRITE =
      "insert into realtime.messages (topic, extension) values (?, ?)";

  private static final String INSUFFICIENT_PRIVILEGE = "42501";
  private static final String NO_PARTITION = "23514";
  private static final String CANCELED = "57014";

  private final DataSource superuser;

  Authorization(DataSource superuser) {
    this.superuser = superuser;
  }

  /**
   * What the caller may receive.
   *
   * @throws RefusedException if it may receive nothing, or the database cannot say
   */
  Policies readable(Caller caller, String topic, boolean presence) throws RefusedException {
    try (Connection connection = begin()) {
      UUID broadcastProbe = probe(connection, topic, "broadcast");
      @Nullable UUID presenceProbe = presence ? probe(connection, topic, "presence") : null;
      become(connection, caller, topic);
      boolean broadcasts = sees(connection, topic, broadcastProbe);
      @Nullable Boolean presences =
          presenceProbe == null ? null : sees(connection, topic, presenceProbe);
      connection.rollback();
      if (!broadcasts && !Boolean.TRUE.equals(presences)) {
        throw unauthorized(topic);
      }
      return new Policies(broadcasts, presences, null, null);
    } catch (SQLException e) {
      throw unreachable();
    }
  }

  /**
   * Whether the caller may send.
   *
   * @throws RefusedException if the database cannot say
   */
  boolean mayWrite(Caller caller, String topic, String extension) throws RefusedException {
    try (Connection connection = begin()) {
      become(connection, caller, topic);
      try (PreparedStatement insert = connection.prepareStatement(WRITE)) {
        insert.setString(1, topic);
        insert.setString(2, extension);
        insert.executeUpdate();
        return true;
      } catch (SQLException e) {
        if (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
          return false;
        }
        throw refused(e, new RefusedException("RlsPolicyError", "A policy failed"));
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw unreachable();
    }
  }

  private Connection begin() throws SQLException {
    Connection connection = superuser.getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  private static UUID probe(Connection connection, String topic, String extension)
      throws RefusedException {
    UUID id = UUID.randomUUID();
    try (PreparedStatement insert = connection.prepareStatement(PROBE)) {
      insert.setObject(1, id);
      insert.setString(2, topic);
      insert.setString(3, extension);
      insert.executeUpdate();
      return id;
    } catch (SQLException e) {
      throw refused(e, unreachable());
    }
  }

  private static void become(Connection connection, Caller caller, String topic)
      throws RefusedException {
    Claims claims = caller.claims();
    try (PreparedStatement settings = connection.prepareStatement(BECOME)) {
      settings.setString(1, claims.role());
      settings.setString(2, topic);
      settings.setString(3, claims.all().toString());
      settings.setString(4, claims.subject());
      settings.setString(5, claims.role());
      settings.setString(6, caller.headers().toString());
      settings.execute();
    } catch (SQLException e) {
      throw refused(e, unreachable());
    }
  }

  /** A policy that fails is one that does not allow. */
  private static boolean sees(Connection connection, String topic, UUID id)
      throws RefusedException {
    try (PreparedStatement select = connection.prepareStatement(LOOK)) {
      select.setString(1, topic);
      select.setObject(2, id);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next();
      }
    } catch (SQLException e) {
      throw refused(e, unauthorized(topic));
    }
  }

  private static RefusedException refused(SQLException e, RefusedException other) {
    if (NO_PARTITION.equals(e.getSQLState())) {
      return new RefusedException(
          "MissingPartition", "Realtime was unable to find the expected messages partition");
    }
    if (CANCELED.equals(e.getSQLState())) {
      return new RefusedException("QueryCanceled", "Query was cancelled, please try again");
    }
    return other;
  }

  static RefusedException unauthorized(String topic) {
    return new RefusedException(
        "Unauthorized", "You do not have permissions to read from this Channel topic: " + topic);
  }

  private static RefusedException unreachable() {
    return new RefusedException(
        "UnableToConnectToProject", "Realtime was unable to connect to the project database");
  }
}
