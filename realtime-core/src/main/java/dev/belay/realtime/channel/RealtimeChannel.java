package dev.belay.realtime.channel;

import dev.belay.sql.Json;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One topic that is listened to until it is closed, across lost connections and new access tokens.
 * Safe for use by many threads.
 *
 * <p>What a future says comes in a thread of the listeners', never in the connection's.
 */
public interface RealtimeChannel extends AutoCloseable {

  /**
   * The topic.
   *
   * @return such as {@code trip:42}
   */
  String topic();

  /**
   * Where the channel stands now.
   *
   * @return the state and, where something is wrong, why
   */
  ChannelStatus status();

  /**
   * Waits until the channel is subscribed.
   *
   * @param longest how long to wait; zero or less looks once and does not wait
   * @throws ChannelClosedException if the channel is closed, by the caller or since the server
   *     refuses it for good; {@link ChannelClosedException#reason()} says which
   * @throws dev.belay.support.BackendUnavailableException if that has not happened in time, or the
   *     waiting thread was interrupted; the channel goes on trying
   */
  void awaitSubscribed(Duration longest);

  /**
   * Sends a message to the others on the topic.
   *
   * <p>Realtime drops the message of a user who may not write without a word. Where the channel is
   * {@linkplain ChannelBuilder#unacknowledged acknowledged}, as it is by default, that shows as
   * {@link NotAcknowledgedException}.
   *
   * @param event the event's name, 1 to 255 bytes of UTF-8
   * @param payload a JSON object; the project's plan bounds it, 256 KB on the free one
   * @return done when the server has acknowledged it, or when it is handed to the connection where
   *     the channel is unacknowledged; or failed with {@link NotAcknowledgedException}, {@link
   *     ChannelClosedException}, or {@link dev.belay.support.InvalidArgumentException} where the
   *     server says that it is too large
   * @throws dev.belay.support.InvalidArgumentException if the name or the payload is malformed or
   *     larger than a frame
   */
  CompletableFuture<Void> broadcast(String event, Json payload);

  /**
   * Is present, with a state that the others see. It is said again after each new join. A client
   * may change it five times in 30 seconds.
   *
   * @param state a JSON object
   * @return done when the server has acknowledged it, else failed as in {@link #broadcast}
   * @throws dev.belay.support.InvalidArgumentException if the state is no JSON object
   */
  CompletableFuture<Void> track(Json state);

  /**
   * Is present no longer.
   *
   * @return done when the server has acknowledged it, else failed as in {@link #broadcast}
   */
  CompletableFuture<Void> untrack();

  /**
   * Who is present, as far as the server has told.
   *
   * @return the presences, empty where the channel does not listen to them
   */
  List<Presence> presences();

  /**
   * How many messages were dropped since the listener was too slow.
   *
   * @return the number since the channel was made
   */
  long droppedMessages();

  /**
   * Says that the source has another access token: it is asked, and the token is sent where it is
   * another one. Where it has none, as after a sign-out, the channel is left.
   */
  void accessTokenChanged();

  /**
   * Leaves the topic and joins it again at once, so that the server reads the policies anew. A user
   * who may no longer read the topic is out from the moment of leaving, and the status then says
   * {@link ChannelFault#REVOKED}.
   *
   * <p>Rechecks are at least 250 milliseconds apart, however many are asked for. One that is asked
   * for during a join happens after it.
   */
  void recheck();

  /**
   * Leaves the topic: tells the server and waits for its answer, at most for the leave timeout. No
   * listener is called after that but the one for the last status. Closing again does nothing.
   */
  @Override
  void close();
}
