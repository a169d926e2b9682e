package dev.belay.sql.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.Refusals;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PollingNotificationsTest extends NotificationSourceContract {

  @Override
  protected NotificationSource source() {
    return PollingNotifications.every(Duration.ofMillis(10));
  }

  @Override
  protected void provokeNews() {
    // The next poll comes by itself.
  }

  @Test
  void pollsAgainAndAgainAndIsNeverLive() {
    NewsRecorder news = new NewsRecorder();
    Listening listening = listen(source(), channel(), news);
    news.awaitMissed(5);
    assertThat(listening.live()).isFalse();
    assertThat(news.payloads()).isEmpty();
  }

  @Test
  void refusesAnIntervalOutOfBounds() {
    for (Duration bad :
        new Duration[] {Duration.ZERO, Duration.ofMillis(-1), Duration.ofHours(1).plusMillis(1)}) {
      Refusals.refusalOf(InvalidArgumentException.class, () -> PollingNotifications.every(bad));
    }
  }
}
