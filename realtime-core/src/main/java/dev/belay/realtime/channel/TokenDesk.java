package dev.belay.realtime.channel;

import dev.belay.support.Secret;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks sources of access tokens in threads that may wait, and answers in the engine's. */
final class TokenDesk {

  private static final Logger LOG = LoggerFactory.getLogger(TokenDesk.class);

  private final Engine engine;
  private final Executor executor;
  private final Duration timeout;

  TokenDesk(Engine engine, Executor executor, Duration timeout) {
    this.engine = engine;
    this.executor = executor;
    this.timeout = timeout;
  }

  /** Hears of a token in the engine's thread. */
  @FunctionalInterface
  interface Answer {

    /**
     * Hears of it once.
     *
     * @param token the token, or null where there is none
     * @param fault why there is none, or null
     */
    void with(@Nullable Secret token, @Nullable ChannelFault fault);
  }

  /**
   * Asks.
   *
   * @return by which the question is withdrawn: the answer is not heard of then
   */
  Engine.Timer ask(AccessTokenSource source, boolean fresh, Answer answer) {
    AtomicBoolean withdrawn = new AtomicBoolean();
    CompletableFuture<?> unused =
        CompletableFuture.supplyAsync(() -> source.accessToken(fresh).orElse(null), executor)
            .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
            .whenComplete(
                (token, failure) ->
                    engine.run(
                        () -> {
                          if (!withdrawn.get()) {
                            give(token, failure, answer);
                          }
                        }));
    return () -> withdrawn.set(true);
  }

  private static void give(@Nullable Secret token, @Nullable Throwable failure, Answer answer) {
    if (failure != null) {
      // Its message could hold a part of a token.
      LOG.warn(
          "No access token for a realtime channel: {}",
          (failure.getCause() == null ? failure : failure.getCause()).getClass().getName());
      answer.with(null, ChannelFault.TOKEN_UNAVAILABLE);
    } else {
      answer.with(token, token == null ? ChannelFault.SIGNED_OUT : null);
    }
  }
}
