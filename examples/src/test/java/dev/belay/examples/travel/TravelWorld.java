package dev.belay.examples.travel;

import dev.belay.examples.travel.TravelFacts.Place;
import dev.belay.examples.travel.TravelFacts.Session;
import dev.belay.realtime.TopicAuthorizer;
import dev.belay.realtime.TopicAuthorizers;
import dev.belay.realtime.parity.HostileTopics;
import dev.belay.realtime.parity.RowLevelSecurity;
import dev.belay.realtime.parity.TopicParity;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.ServedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A busy travel app: the same random trips and sessions in the database and as facts in Java. */
final class TravelWorld implements AutoCloseable {

  private static final int USERS = 12;
  private static final int TRIPS = 50;
  private static final int SESSIONS = 50;

  private final long seed;
  private final Random random;
  private final HostileTopics hostile;
  private final TravelFacts facts = new TravelFacts();
  private final ServedDatabase served;
  private final TopicParity parity;
  private final List<UUID> users;
  private final List<UUID> sessions;

  private TravelWorld(InstalledDatabase database, long seed) {
    this.seed = seed;
    this.random = new Random(seed);
    this.hostile = new HostileTopics(random);
    this.users = Stream.generate(hostile::uuid).limit(USERS).toList();
    this.sessions = Stream.generate(hostile::uuid).limit(SESSIONS).toList();
    this.served = ServedDatabase.before(database);
    Map<String, TopicAuthorizer> authorizers = new LinkedHashMap<>();
    authorizers.put("jdbc", TopicAuthorizers.over(database.rpc()));
    authorizers.put("rest", TopicAuthorizers.over(served.rpc()));
    authorizers.put("facts", facts.authorizer());
    this.parity = new TopicParity(authorizers, RowLevelSecurity.of(database));
  }

  static TravelWorld create(DatabaseShape shape, long seed) throws SQLException {
    InstalledDatabase database = InstalledDatabase.create(shape);
    TravelSchema.install(database.owner());
    TravelWorld world = new TravelWorld(database, seed);
    world.changing(world::fill);
    return world;
  }

  TopicParity parity() {
    return parity;
  }

  String report() {
    return parity.report(seed);
  }

  /** Changes a little, and asks for as many topics of one user. */
  List<String> round(int topics) throws SQLException {
    changing(
        sql -> {
          for (int i = 0; i < 4; i++) {
            change(sql);
          }
        });
    UUID user = random.nextInt(30) == 0 ? null : pick(users);
    return parity.differences(user, Stream.generate(() -> topic(user)).limit(topics).toList());
  }

  private interface Change {
    void run(Statement sql) throws SQLException;
  }

  private void changing(Change change) throws SQLException {
    try (Connection connection = served.database().superuser().getConnection();
        Statement sql = connection.createStatement()) {
      change.run(sql);
    }
  }

  private void fill(Statement sql) throws SQLException {
    for (UUID user : users) {
      sql.execute("insert into auth.users (id) values ('" + user + "')");
    }
    for (long trip = 1; trip <= TRIPS; trip++) {
      makeTrip(sql, trip);
    }
    for (UUID session : sessions) {
      makeSession(sql, session);
    }
    for (int i = 0; i < 4 * TRIPS; i++) {
      share(sql);
    }
  }

  private void change(Statement sql) throws SQLException {
    switch (random.nextInt(8)) {
      case 0 -> dropTrip(sql, trip());
      case 1 -> makeTrip(sql, trip());
      case 2 -> giveAway(sql, trip());
      case 3 -> makeSession(sql, pick(sessions));
      case 4, 5 -> unshare(sql);
      default -> share(sql);
    }
  }

  private void makeTrip(Statement sql, long trip) throws SQLException {
    UUID owner = pick(users);
    if (facts.trips.putIfAbsent(trip, owner) == null) {
      sql.execute(
          "insert into public.trips (id, user_id, title) overriding system value values (%d, '%s', 'A')"
              .formatted(trip, owner));
    }
  }

  private void giveAway(Statement sql, long trip) throws SQLException {
    UUID owner = pick(users);
    if (facts.trips.replace(trip, owner) != null) {
      sql.execute("update public.trips set user_id = '%s' where id = %d".formatted(owner, trip));
    }
  }

  private void dropTrip(Statement sql, long trip) throws SQLException {
    sql.execute("delete from public.trips where id = " + trip);
    facts.trips.remove(trip);
    facts.collaborators.keySet().removeIf(place -> place.trip() == trip);
    facts.sessions.replaceAll(
        (id, session) ->
            Long.valueOf(trip).equals(session.trip())
                ? new Session(session.owner(), null)
                : session);
  }

  private void makeSession(Statement sql, UUID id) throws SQLException {
    long trip = trip();
    Long on = facts.trips.containsKey(trip) && random.nextInt(4) > 0 ? trip : null;
    Session session = new Session(pick(users), on);
    facts.sessions.put(id, session);
    sql.execute(
        """
        insert into public.chat_sessions (id, user_id, trip_id) values ('%s', '%s', %s)
        on conflict (id) do update set user_id = excluded.user_id, trip_id = excluded.trip_id
        """
            .formatted(id, session.owner(), on));
  }

  private void share(Statement sql) throws SQLException {
    Place place = new Place(trip(), pick(users));
    String role = pick(List.of("viewer", "editor", "admin"));
    if (facts.trips.containsKey(place.trip())) {
      facts.collaborators.put(place, role);
      sql.execute(
          """
          insert into public.trip_collaborators (trip_id, user_id, role) values (%d, '%s', '%s')
          on conflict (trip_id, user_id) do update set role = excluded.role
          """
              .formatted(place.trip(), place.user(), role));
    }
  }

  private void unshare(Statement sql) throws SQLException {
    Place place = new Place(trip(), pick(users));
    facts.collaborators.remove(place);
    sql.execute(
        "delete from public.trip_collaborators where trip_id = %d and user_id = '%s'"
            .formatted(place.trip(), place.user()));
  }

  private String topic(@Nullable UUID user) {
    String known = knownTopic(user);
    int colon = known.indexOf(':');
    return switch (random.nextInt(12)) {
      case 0 -> hostile.any();
      case 1 -> known.substring(0, colon) + known.substring(colon).toUpperCase(Locale.ROOT);
      case 2, 3, 4 -> hostile.distorted(known);
      default -> known;
    };
  }

  private String knownTopic(@Nullable UUID user) {
    return switch (random.nextInt(9)) {
      case 0 -> "user:" + (user != null && random.nextBoolean() ? user : pick(users));
      case 1, 2, 3, 4 -> "session:" + pick(sessions);
      default -> "trip:" + trip();
    };
  }

  private long trip() {
    return 1L + random.nextInt(TRIPS);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  @Override
  public void close() {
    served.close();
  }
}
