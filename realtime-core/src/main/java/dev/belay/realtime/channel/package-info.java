/**
 * Channels of Supabase Realtime over the JDK's WebSocket: messages, presence, and what became of a
 * channel.
 *
 * <p>Start with {@link dev.belay.realtime.channel.RealtimeClient} (one connection), {@link
 * dev.belay.realtime.channel.RealtimeChannel} (one topic) and {@link
 * dev.belay.realtime.channel.ChannelFault} (why it is not subscribed, and what helps).
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
