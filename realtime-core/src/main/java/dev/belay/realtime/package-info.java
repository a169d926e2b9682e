/**
 * Who may read or write a realtime topic, with one answer in Java and in row-level security.
 *
 * <p>Start with {@link dev.belay.realtime.TopicAuthorizer}, which answers a {@link
 * dev.belay.realtime.TopicRequest} with a {@link dev.belay.realtime.TopicDecision}.
 */
@NullMarked
package dev.belay.realtime;

import org.jspecify.annotations.NullMarked;
