package dev.belay.realtime.channel;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * Listens to and sends on channels of Supabase Realtime, all over one WebSocket that is kept up
 * while there is a channel. Safe for use by many threads; make one and keep it.
 *
 * <p>What it does by itself: it connects again after pauses of 0.5 to 8 seconds (less some chance),
 * joins each channel anew with an access token asked for at that moment, sends a new token before
 * the old one's time is over, and gives up a channel that would be refused again. A connection
 * whose heartbeat is not answered counts as lost.
 *
 * <p>It does <em>not</em> keep messages: what is sent while a channel is not subscribed is missed,
 * but for what the database sent and {@link ChannelBuilder#resume} asks for.
 *
 * <p>Source: Supabase, "Realtime Protocol", "Realtime Authorization".
 */
public interface RealtimeClient extends AutoCloseable {

  /**
   * Begins a client.
   *
   * @param projectUrl such as {@code https://<project>.supabase.co}; {@code http} is for this
   *     machine only
   * @param apiKey the publishable key, or the older {@code anon} key; it goes into the URL's query,
   *     as the protocol has it
   * @return a builder
   * @throws InvalidArgumentException if the URL or the key is malformed, or the key is a secret
   *     one; the message repeats neither
   */
  static RealtimeClientBuilder builder(URI projectUrl, Secret apiKey) {
    return new RealtimeClientBuilder(projectUrl, apiKey);
  }

  /**
   * Begins a channel. It is a private one unless told otherwise: without that the server asks no
   * policy.
   *
   * @param topic such as {@code trip:42}, without {@code realtime:}: 1 to 246 bytes of UTF-8
   * @return a builder
   * @throws InvalidArgumentException if the topic is empty or too long
   */
  ChannelBuilder channel(String topic);

  /**
   * Says that there is another access token, or none any more: see {@link
   * RealtimeChannel#accessTokenChanged()}, for all channels.
   */
  void accessTokenChanged();

  /**
   * Whether losses of access are heard of, see {@link RealtimeClientBuilder#revocations}.
   *
   * @return the status of the channel {@code user:<id>}, or empty where no user was named or no
   *     channel is open
   */
  Optional<ChannelStatus> revocationStatus();

  /**
   * Leaves all channels, at most for the leave timeout, and closes the connection. Closing again
   * does nothing.
   */
  @Override
  void close();
}
