/**
 * Channels of Supabase Realtime over the JDK's WebSocket: messages, presence, and what became of a
 * channel.
 *
 * <p>Start with {@link dev.belay.realtime.channel.RealtimeClient} (one connection), {@link
 * dev.belay.realtime.channel.RealtimeChannel} (one topic) and {@link
 * dev.belay.realtime.channel.ChannelFault} (why it is not subscribed, and what helps).
 *
 * <p>Within, all that is decided is decided in one thread, {@code Engine}: {@code Link} keeps the
 * connection, {@code Subscription} what becomes of a channel, {@code Membership} is one join of it,
 * {@code Inbox} what comes. Listeners run elsewhere, one after the other ({@code Delivery}).
 *
 * <pre>{@code
 * try (RealtimeClient client =
 *     RealtimeClient.builder(projectUrl, publishableKey)
 *         .accessTokens(fresh -> Optional.of(accessToken.get()))
 *         .revocations(userId)
 *         .build()) {
 *   RealtimeChannel trip =
 *       client.channel("trip:42").onBroadcast(m -> System.out.println(m.event())).subscribe();
 *   trip.awaitSubscribed(Duration.ofSeconds(10));
 * }
 * }</pre>
 */
@NullMarked
package dev.belay.realtime.channel;

import org.jspecify.annotations.NullMarked;
