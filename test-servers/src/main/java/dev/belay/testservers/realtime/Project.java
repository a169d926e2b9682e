package dev.belay.testservers.realtime;

import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What all connections of one server share.
 *
 * @param settings what it was started with
 * @param tokens checks tokens
 * @param keys knows the project's keys
 * @param authorization asks the database
 * @param stored reads stored messages
 * @param hub knows who joined what
 * @param traffic counts what comes
 * @param sockets the open ones
 * @param faults what goes wrong now
 * @param timer runs what is due later
 */
record Project(
    RealtimeSettings settings,
    AccessTokens tokens,
    ApiKeys keys,
    Authorization authorization,
    StoredMessages stored,
    Hub hub,
    Traffic traffic,
    Set<ClientSocket> sockets,
    RealtimeFaults faults,
    ScheduledExecutorService timer) {}
