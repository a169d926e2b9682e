package dev.belay.testservers.realtime;

import java.util.concurrent.TimeUnit;

/** Looks at a channel's token when it ends, and once an hour. */
final class TokenExpiry {

  private static final long LONGEST_SECONDS = TimeUnit.HOURS.toSeconds(1);

  private final Project project;

  TokenExpiry(Project project) {
    this.project = project;
  }

  void watch(Channel channel) {
    long left = channel.caller().claims().expiry() * 1000 - System.currentTimeMillis();
    long wait = Math.min(Math.max(left, 0), TimeUnit.SECONDS.toMillis(LONGEST_SECONDS));
    channel.expireBy(project.timer().schedule(() -> confirm(channel), wait, TimeUnit.MILLISECONDS));
  }

  private void confirm(Channel channel) {
    if (new NewTokens(project).applyHeld(channel)) {
      return;
    }
    try {
      project.tokens().verified(channel.token());
      watch(channel);
    } catch (RefusedException e) {
      channel.shutDown(e.text());
    }
  }
}
