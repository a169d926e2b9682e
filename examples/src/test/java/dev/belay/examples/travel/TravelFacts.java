package dev.belay.examples.travel;

import dev.belay.realtime.TopicAuthorizer;
import dev.belay.realtime.TopicAuthorizers;
import dev.belay.realtime.TopicIdType;
import dev.belay.realtime.TopicKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who owns what and shares it with whom, and the travel app's rules once more, in Java. */
final class TravelFacts {

  private static final Set<String> MAY_WRITE = Set.of("editor", "admin");

  /** Owners by trip. */
  final Map<Long, UUID> trips = new HashMap<>();

  /** Roles by trip and user. */
  final Map<Place, String> collaborators = new HashMap<>();

  final Map<UUID, Session> sessions = new HashMap<>();

  record Place(long trip, UUID user) {}

  record Session(UUID owner, @Nullable Long trip) {}

  TopicAuthorizer authorizer() {
    return TopicAuthorizers.inMemory(
        new TopicKind(
            "trip",
            TopicIdType.BIGINT,
            (user, id) -> canReadTrip(user, Long.valueOf(id)),
            (user, id) -> canWriteTrip(user, Long.valueOf(id))),
        new TopicKind(
            "session",
            TopicIdType.UUID,
            (user, id) -> canReadSession(user, UUID.fromString(id)),
            (user, id) -> canWriteSession(user, UUID.fromString(id))));
  }

  private boolean canReadTrip(UUID user, @Nullable Long trip) {
    return trip != null
        && (user.equals(trips.get(trip)) || collaborators.containsKey(new Place(trip, user)));
  }

  private boolean canWriteTrip(UUID user, @Nullable Long trip) {
    return trip != null
        && (user.equals(trips.get(trip))
            || MAY_WRITE.contains(collaborators.getOrDefault(new Place(trip, user), "")));
  }

  private boolean canReadSession(UUID user, UUID id) {
    Session session = sessions.get(id);
    return session != null && (session.owner().equals(user) || canReadTrip(user, session.trip()));
  }

  private boolean canWriteSession(UUID user, UUID id) {
    Session session = sessions.get(id);
    return session != null && (session.owner().equals(user) || canWriteTrip(user, session.trip()));
  }
}
