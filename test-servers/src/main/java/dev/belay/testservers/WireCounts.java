package dev.belay.testservers;

/**
 * What clients sent through a {@link PostgresWireTap} since its last reset.
 *
 * @param statements statements executed: each simple query, however many statements its text holds,
 *     and each Execute of the extended protocol
 * @param parses statements sent to be prepared
 * @param roundTrips messages that ask for an answer: each simple query and each Sync, without the
 *     log-in of a new connection; a client that sends several at once waits less often than that
 * @param connections connections opened, refused ones excluded
 */
public record WireCounts(long statements, long parses, long roundTrips, long connections) {}
