/**
 * The runbook's travel app: trips that users plan together, with searches, chats and files.
 *
 * <p>Start with {@link dev.belay.examples.travel.TravelSchema}: the tables, who may read and write
 * them, and which changes are told. {@link dev.belay.examples.travel.TravelHooks} has the routes
 * that are told, {@link dev.belay.examples.travel.TravelJobs} the jobs that follow, and {@link
 * dev.belay.examples.travel.TravelServer} answers on them.
 *
 * <pre>{@code
 * TravelSchema.install(dataSource);
 * }</pre>
 */
@NullMarked
package dev.belay.examples.travel;

import org.jspecify.annotations.NullMarked;
