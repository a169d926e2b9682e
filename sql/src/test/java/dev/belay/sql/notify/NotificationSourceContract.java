package dev.belay.sql.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.leak.Refusals;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every source of notifications does. */
@Timeout(60)
public abstract class NotificationSourceContract {

  private final List<Listening> begun = new ArrayList<>();

  /** Listens until the test has ended. */
  protected final Listening listen(
      NotificationSource source, String channel, NotificationHandler handler) {
    Listening listening = source.listen(channel, handler);
    begun.add(listening);
    return listening;
  }

  @AfterEach
  void endAll() {
    begun.forEach(Listening::close);
  }

  /** A source that polls or connects again within a fraction of a second. */
  protected abstract NotificationSource source();

  @Test
  void saysAtOnceThatSomethingMayHaveBeenMissed() {
    NewsRecorder news = new NewsRecorder();
    listen(source(), channel(), news);
    news.awaitMissed(1);
  }

  @Test
  void aHandlerThatThrowsEndsNothing() {
    NewsRecorder news = new NewsRecorder().failing();
    listen(source(), channel(), news);
    news.awaitMissed(1);
    provokeNews();
    news.awaitMissed(2);
  }

  @Test
  void aHandlerMayEndTheListening() {
    AtomicReference<Listening> own = new AtomicReference<>();
    CountDownLatch ended = new CountDownLatch(1);
    NotificationHandler handler =
        new NotificationHandler() {
          @Override
          public void notified(String payload) {}

          @Override
          public void missed() {
            Listening listening = own.get();
            if (listening != null) {
              listening.close();
              ended.countDown();
            }
          }
        };
    own.set(listen(source(), channel(), handler));
    while (ended.getCount() > 0) {
      provokeNews();
      LockSupport.parkNanos(10_000_000);
    }
    assertThat(own.get().live()).isFalse();
  }

  /** Makes the source say once more that something may have been missed. */
  protected abstract void provokeNews();

  @Test
  void aClosedListeningIsNotLiveAndMayBeClosedAgain() {
    Listening listening = source().listen(channel(), new NewsRecorder());
    listening.close();
    listening.close();
    assertThat(listening.live()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "a b", "a\"; drop table x; --", "1a", "ä"})
  void refusesWhatIsNoNameOfAChannel(String channel) {
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> source().listen(channel, new NewsRecorder()));
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> source().listen("a".repeat(64), new NewsRecorder()));
  }

  protected static String channel() {
    return PostgresServer.uniqueName("channel");
  }
}
