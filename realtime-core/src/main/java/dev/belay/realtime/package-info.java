/**
 * Who may read or write a realtime topic, with one answer in Java and in row-level security.
 *
 * <p>Start with {@link dev.belay.realtime.TopicAuthorizer}, which answers a {@link
 * dev.belay.realtime.TopicRequest} with a {@link dev.belay.realtime.TopicDecision}. {@link
 * dev.belay.realtime.TopicAuthorizers} makes one.
 *
 * <p>Channels are in {@link dev.belay.realtime.channel}, messages to a topic without being on it in
 * {@link dev.belay.realtime.broadcast}; {@link dev.belay.realtime.supabase} makes all of it from
 * the environment.
 *
 * <pre>{@code
 * TopicAuthorizer authorizer = TopicAuthorizers.over(rpc);
 * TopicDecision decision = authorizer.authorize(userId, "trip:42", TopicOperation.WRITE);
 * if (!decision.allowed()) {
 *   throw new IllegalStateException("Refused: " + decision.reason().text());
 * }
 * List<TopicDecision> many = authorizer.authorizeAll(
 *     userId, List.of(TopicRequest.read("trip:1"), TopicRequest.read("trip:2")));
 * }</pre>
 */
@NullMarked
package dev.belay.realtime;

import org.jspecify.annotations.NullMarked;
