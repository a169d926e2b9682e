package dev.belay.realtime.channel;

import dev.belay.support.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the access token of one membership from ageing: asks for another in time, and sends it. In
 * the engine's thread alone.
 */
final class TokenRenewal {

  private static final Duration UNTIL_ASKED_AGAIN = Duration.ofSeconds(5);

  private final ClientCore core;
  private final AccessTokenSource source;
  private final Membership membership;
  private final Runnable signedOut;
  private Secret sent;
  private Engine.Timer timer = Engine.Timer.NONE;
  private Engine.Timer question = Engine.Timer.NONE;

  TokenRenewal(
      ClientCore core,
      AccessTokenSource source,
      Membership membership,
      Secret sent,
      Runnable signedOut) {
    this.core = core;
    this.source = source;
    this.membership = membership;
    this.sent = sent;
    this.signedOut = signedOut;
  }

  void begin() {
    later(TokenLife.of(sent, Instant.now()));
  }

  void stop() {
    question.cancel();
    timer.cancel();
  }

  void ask(boolean fresh) {
    question.cancel();
    question = core.desk().ask(source, fresh, this::answered);
  }

  private void answered(@Nullable Secret token, @Nullable ChannelFault fault) {
    if (token == null && fault == ChannelFault.SIGNED_OUT) {
      signedOut.run();
    } else if (token == null) {
      later(Optional.of(UNTIL_ASKED_AGAIN));
    } else {
      if (!token.equals(sent)) {
        sent = token;
        membership.tell("access_token", JoinPayload.refresh(token));
      }
      later(TokenLife.of(token, Instant.now()));
    }
  }

  private void later(Optional<Duration> life) {
    timer.cancel();
    timer =
        life.map(pause -> core.engine().after(pause, () -> ask(true))).orElse(Engine.Timer.NONE);
  }
}
