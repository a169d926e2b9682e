package dev.belay.testservers.realtime;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a token that a client sends on its channel. The same one again is nothing new;
 * another one is asked about from the start, and may end the channel.
 */
final class NewTokens {

  private final Project project;

  NewTokens(Project project) {
    this.project = project;
  }

  void push(Channel channel, String token) {
    if (token.isEmpty()
        || token.equals("null")
        || token.startsWith("sb_")
        || token.equals(channel.token())) {
      return;
    }
    long wait = channel.tokenThrottle().offer(token);
    if (wait == 0) {
      apply(channel, token);
    } else if (wait != TokenThrottle.HELD) {
      var unused = project.timer().schedule(() -> applyHeld(channel), wait, TimeUnit.NANOSECONDS);
    }
  }

  /** Applies a token that had to wait, if there is one. */
  boolean applyHeld(Channel channel) {
    @Nullable String held = channel.tokenThrottle().take();
    if (held != null && channel.isOpen()) {
      apply(channel, held);
    }
    return held != null;
  }

  private void apply(Channel channel, String token) {
    String name = channel.key().name();
    try {
      Policies before = channel.policies();
      Caller caller = new Caller(project.tokens().verified(token), channel.caller().headers());
      Policies after =
          channel.key().isPrivate()
              ? project.authorization().readable(caller, name, channel.hasPresence())
              : Policies.open();
      if (before.losesReadingWith(after)) {
        channel.shutDown("You no longer have permission to read from this Channel topic: " + name);
        return;
      }
      channel.replaceAccess(new Channel.Access(token, caller, after));
      new TokenExpiry(project).watch(channel);
    } catch (RefusedException e) {
      channel.shutDown(e.text());
    }
  }
}
