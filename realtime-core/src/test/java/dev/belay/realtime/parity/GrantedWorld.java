package dev.belay.realtime.parity;

import dev.belay.realtime.MemoryTopics;
import dev.belay.realtime.MemoryTopics.Grant;
import dev.belay.realtime.TopicAuthorizer;
import dev.belay.realtime.TopicAuthorizers;
import dev.belay.realtime.TopicDatabase;
import dev.belay.realtime.TopicOperation;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.ServedDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Users with random grants, the same in a database and in memory. */
final class GrantedWorld implements AutoCloseable {

  private final long seed;
  private final Random random;
  private final HostileTopics hostile;
  private final MemoryTopics memory = new MemoryTopics();
  private final InstalledDatabase database;
  private final Optional<ServedDatabase> served;
  private final RowLevelSecurity security;
  private final TopicParity parity;
  private final List<UUID> users;
  private final Map<String, List<String>> ids;

  private GrantedWorld(InstalledDatabase database, Optional<ServedDatabase> served, long seed) {
    this.database = database;
    this.served = served;
    this.seed = seed;
    this.random = new Random(seed);
    this.hostile = new HostileTopics(random);
    TopicDatabase.registerKinds(database);
    Map<String, TopicAuthorizer> authorizers = new LinkedHashMap<>();
    authorizers.put("jdbc", TopicAuthorizers.over(database.rpc()));
    served.ifPresent(rest -> authorizers.put("rest", TopicAuthorizers.over(rest.rpc())));
    authorizers.put("memory", memory.authorizer());
    this.security = RowLevelSecurity.of(database);
    this.parity = new TopicParity(authorizers, security);
    this.users = Stream.generate(hostile::uuid).limit(5).toList();
    this.ids =
        Map.of(
            "thing", Stream.generate(hostile::uuid).limit(40).map(UUID::toString).toList(),
            "room", withNumbers("1000000", "9223372036854775806", "9223372036854775807"),
            "fussy", withNumbers(),
            "note", withNumbers("a", "A", "a:b", "'", "%", "\u00e9\ud83d\ude00", "x".repeat(250)));
    changeGrants(400);
  }

  private static List<String> withNumbers(String... special) {
    return Stream.concat(Stream.of(special), IntStream.range(0, 40).mapToObj(String::valueOf))
        .toList();
  }

  /** Served over REST too. */
  static GrantedWorld create(DatabaseShape shape, long seed) {
    InstalledDatabase database = InstalledDatabase.create(shape);
    return new GrantedWorld(database, Optional.of(ServedDatabase.before(database)), seed);
  }

  /** Without REST. */
  static GrantedWorld small(DatabaseShape shape, long seed) {
    return new GrantedWorld(InstalledDatabase.create(shape), Optional.empty(), seed);
  }

  InstalledDatabase database() {
    return database;
  }

  List<UUID> users() {
    return users;
  }

  RowLevelSecurity security() {
    return security;
  }

  TopicParity parity() {
    return parity;
  }

  String report() {
    return parity.report(seed);
  }

  /** Changes some grants and asks for as many topics of one user. */
  List<String> round(int topics) {
    changeGrants(12);
    UUID user = random.nextInt(20) == 0 ? null : pick(users);
    List<String> asked = Stream.generate(() -> topic(user)).limit(topics).toList();
    return parity.differences(user, asked);
  }

  private void changeGrants(int changes) {
    try (Connection connection = database.owner().getConnection();
        PreparedStatement grant =
            connection.prepareStatement(
                "insert into app.grants values (?, ?, ?, ?) on conflict do nothing");
        PreparedStatement revoke =
            connection.prepareStatement(
                "delete from app.grants where (user_id, kind, id, operation) = (?, ?, ?, ?)")) {
      for (int i = 0; i < changes; i++) {
        String kind = pick(List.of("thing", "room", "note", "fussy"));
        Grant changed =
            new Grant(
                pick(users), kind, pick(ids.get(kind)), pick(List.of(TopicOperation.values())));
        if (random.nextInt(4) > 0) {
          memory.grant(changed);
          execute(grant, changed);
        } else {
          memory.revoke(changed);
          execute(revoke, changed);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void execute(PreparedStatement statement, Grant grant) throws SQLException {
    statement.setObject(1, grant.user());
    statement.setString(2, grant.kind());
    statement.setString(3, grant.id());
    statement.setString(4, grant.operation().word());
    statement.executeUpdate();
  }

  private String topic(@Nullable UUID user) {
    String known = knownTopic(user);
    int colon = known.indexOf(':');
    return switch (random.nextInt(10)) {
      case 0 -> hostile.any();
      case 1 -> known.substring(0, colon) + known.substring(colon).toUpperCase(Locale.ROOT);
      case 2, 3, 4 -> hostile.distorted(known);
      default -> known;
    };
  }

  private String knownTopic(@Nullable UUID user) {
    return switch (random.nextInt(10)) {
      case 0, 9 -> "user:" + (user != null && random.nextBoolean() ? user : pick(users));
      case 1 -> "broken:" + random.nextInt(5);
      case 2, 3 -> "thing:" + pick(ids.get("thing"));
      case 8 -> "fussy:" + pick(ids.get("fussy"));
      case 4, 5 -> "room:" + pick(ids.get("room"));
      default -> "note:" + pick(ids.get("note"));
    };
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  @Override
  public void close() {
    served.ifPresentOrElse(ServedDatabase::close, database::close);
  }
}
