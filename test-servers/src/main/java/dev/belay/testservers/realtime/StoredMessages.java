package dev.belay.testservers.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads rows of {@code realtime.messages} as broadcasts. */
final class StoredMessages {

  private static final String COLUMNS =
      "select id::text, topic, event, private, payload::text, binary_payload from realtime.messages"
          + " where event is not null and num_nonnulls(payload, binary_payload) = 1 and ";
  private static final String LATEST =
      COLUMNS
          + """
          topic = ? and private and extension = 'broadcast' and inserted_at >= ?::timestamptz
          order by inserted_at desc limit ?
          """;

  private static final Duration KEPT = Duration.ofDays(3);
  private static final int MOST = 25;

  private final DataSource superuser;

  StoredMessages(DataSource superuser) {
    this.superuser = superuser;
  }

  /** A row, and where it belongs. */
  record Stored(TopicKey topic, Broadcast broadcast) {}

  /** The rows with these ids, in their order; ids without a row are passed over. */
  List<Stored> byIds(Connection connection, Collection<String> ids) throws SQLException {
    Map<String, Stored> found = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(COLUMNS + "id = any(?::uuid[])")) {
      Array wanted = connection.createArrayOf("text", ids.toArray());
      select.setArray(1, wanted);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.put(rows.getString(1), stored(rows, false));
        }
      }
    }
    return ids.stream().filter(found::containsKey).map(found::get).toList();
  }

  /**
   * The latest messages of a private topic, the oldest first.
   *
   * @throws RefusedException if the client has asked for something else
   */
  List<Broadcast> replay(String topic, JsonNode wanted) throws RefusedException {
    JsonNode since = wanted.path("since");
    int limit = wanted.path("limit").asInt(MOST);
    if (!wanted.isObject() || !since.isIntegralNumber() || limit < 1 || limit > MOST) {
      throw new RefusedException("UnableToReplayMessages", "Replay params are not valid");
    }
    Instant earliest = Instant.now().minus(KEPT);
    Instant from = Instant.ofEpochMilli(since.asLong());
    try (Connection connection = superuser.getConnection();
        PreparedStatement select = connection.prepareStatement(LATEST)) {
      select.setString(1, topic);
      select.setString(2, (from.isBefore(earliest) ? earliest : from).toString());
      select.setInt(3, limit);
      return read(select);
    } catch (SQLException e) {
      throw new RefusedException(
          "UnableToReplayMessages", "Realtime was unable to replay messages");
    }
  }

  private static List<Broadcast> read(PreparedStatement select) throws SQLException {
    List<Broadcast> latest = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        latest.add(stored(rows, true).broadcast());
      }
    }
    Collections.reverse(latest);
    return latest;
  }

  private static Stored stored(ResultSet row, boolean replayed) throws SQLException {
    TopicKey topic = new TopicKey(row.getBoolean(4), row.getString(2));
    String event = row.getString(3);
    @Nullable String payload = row.getString(5);
    String id = row.getString(1);
    if (payload == null) {
      byte[] bytes = row.getBytes(6);
      return new Stored(topic, UserBroadcast.stored(event, false, bytes, id, replayed));
    }
    Broadcast broadcast =
        replayed
            ? JsonBroadcast.replayed(event, Json.read(payload).orElseThrow(), id)
            : UserBroadcast.stored(
                event, true, payload.getBytes(StandardCharsets.UTF_8), id, false);
    return new Stored(topic, broadcast);
  }
}
