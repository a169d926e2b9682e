package dev.belay.cache.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.CacheCodec;
import dev.belay.cache.CacheValueStore;
import dev.belay.cache.NearKey;
import dev.belay.cache.NearValue;
import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersionCache;
import dev.belay.cache.TagVersionStore;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.notify.Listening;
import dev.belay.sql.notify.NotificationHandler;
import dev.belay.sql.notify.NotificationSource;
import dev.belay.sql.notify.PollingNotifications;
import dev.belay.sql.notify.pgjdbc.PgjdbcNotifications;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A near cache whose age is an hour hears of the bumps of another process. */
@Timeout(60)
class BumpNotificationsTest {

  private static final TagSet TRIPS = TagSet.of("trips");
  private static final NotificationSource NONE = (channel, handler) -> new Deaf();

  private static InstalledDatabase database;

  private final AtomicInteger loads = new AtomicInteger();
  private final TagVersionStore elsewhere = RpcTagVersionStores.notifying(database.rpc());
  private final TagVersionCache cache =
      TagVersionCache.builder(RpcTagVersionStores.over(database.rpc()), CacheValueStore.none())
          .near(new ConcurrentHashMap<NearKey, NearValue>(), Duration.ofHours(1))
          .build();

  @BeforeAll
  static void install() {
    database = InstalledDatabase.create(DatabaseShape.PLAIN);
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  private String read() {
    return cache
        .getOrLoad(
            TRIPS,
            "list",
            Duration.ofHours(1),
            CacheCodec.text(),
            () -> Optional.of("load " + loads.incrementAndGet()))
        .orElseThrow();
  }

  private void awaitRead(String expected) {
    while (!read().equals(expected)) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void withoutThemABumpElsewhereGoesUnnoticed() {
    Listening listening = BumpNotifications.keepFresh(cache, NONE);
    read();
    elsewhere.bumpAll(TRIPS);
    assertThat(read()).isEqualTo("load 1");
    assertThat(listening.live()).isFalse();
  }

  @Test
  void aBumpThatNotifiesIsNoticed() {
    Listening listening =
        BumpNotifications.keepFresh(cache, PgjdbcNotifications.over(database.service()));
    try {
      while (!listening.live()) {
        LockSupport.parkNanos(1_000_000);
      }
      read();
      elsewhere.bumpAll(TRIPS);
      awaitRead("load 2");
    } finally {
      listening.close();
    }
  }

  @Test
  void pollingNoticesABumpThatDoesNotNotifyToo() {
    Listening listening =
        BumpNotifications.keepFresh(cache, PollingNotifications.every(Duration.ofMillis(20)));
    try {
      read();
      RpcTagVersionStores.over(database.rpc()).bumpAll(TRIPS);
      awaitRead("load 2");
    } finally {
      listening.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "", "{", "[\"trips\"", "[1]", "[\"a b\"]", "[]", "\"trips\"", "[["})
  void aPayloadThatIsNoListOfTagsStandsForAny(String payload) {
    AtomicReference<NotificationHandler> handler = new AtomicReference<>();
    BumpNotifications.keepFresh(
        cache,
        (channel, listener) -> {
          handler.set(listener);
          return new Deaf();
        });
    read();
    elsewhere.bumpAll(TRIPS);
    handler.get().notified("[\"other\"]");
    assertThat(read()).isEqualTo("load 1");
    handler.get().notified(payload);
    assertThat(read()).isEqualTo("load 2");
  }

  private static final class Deaf implements Listening {
    @Override
    public boolean live() {
      return false;
    }

    @Override
    public void close() {
      // There is nothing to end.
    }
  }
}
