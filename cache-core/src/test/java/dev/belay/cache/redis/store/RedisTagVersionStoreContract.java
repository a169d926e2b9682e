package dev.belay.cache.redis.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersion;
import dev.belay.cache.TagVersionStoreContract;
import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisCommand;
import dev.belay.cache.redis.resp.RespRedisClients;
import dev.belay.support.BelayException;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.redis.RedisServer;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store in Redis does, whichever way it is called. */
abstract class RedisTagVersionStoreContract extends TagVersionStoreContract {

  @Override
  protected void lose(Collection<String> tags) {
    tags.forEach(tag -> redis("DEL", "tagver:" + tag));
  }

  @Test
  void theCounterIsThatOfTheOriginalAndItsIncrementIsABump() {
    String tag = newTag();
    store().bumpAll(TagSet.of(tag));
    store().bumpAll(TagSet.of(tag));
    assertThat(redis("GET", "tagver:" + tag)).isEqualTo("2");

    TagVersion before = captured(tag);
    assertThat(before.version()).isEqualTo(2);
    redis("INCR", "tagver:" + tag);
    assertThat(captured(tag).version()).isEqualTo(3);
    assertThat(captured(tag).life()).isEqualTo(before.life());
  }

  @Test
  void aLifeEndsByItself() {
    String tag = newTag();
    captured(tag);
    assertThat(Long.parseLong(redis("TTL", "tagver:" + tag))).isBetween(1L, 30L * 86_400);
    String bumpedFirst = newTag();
    store().bumpAll(TagSet.of(bumpedFirst));
    captured(bumpedFirst);
    assertThat(Long.parseLong(redis("TTL", "tagver:" + bumpedFirst))).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0", "-5", "1.5", "01", "99999999999999999999", " 1"})
  void whatIsNoCounterOfOursIsReplacedWhenItIsCaptured(String text) {
    String tag = newTag();
    redis("SET", "tagver:" + tag, text);
    assertThat(store().versions(TagSet.of(tag)).get(0)).isEqualTo(new TagVersion(tag, 0, 0));
    assertThat(captured(tag).life()).isPositive();
    assertThat(store().bumpAll(TagSet.of(tag)).get(0).version()).isEqualTo(1);
  }

  @Test
  void ofSeveralWhoBeginALifeAtOnceOnlyTheFirstDoes() {
    String tag = newTag();
    redis("INCR", "tagver:" + tag);
    RedisCommand<?> late = Counter.of(tag, Optional.of("1")).begin();
    TagVersion first = captured(tag);
    assertThat(first.life()).isPositive();
    try (RedisClient client = RespRedisClients.of(RedisServer.shared().uri())) {
      assertThat(client.execute(late)).isEqualTo(false);
    }
    assertThat(captured(tag)).isEqualTo(first);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"0", "7", "x"})
  void whatBeginsALifeIsNeverSentTwice(@Nullable String text) {
    assertThat(Counter.of("trips", Optional.ofNullable(text)).begin().idempotent()).isFalse();
  }

  @Test
  void aBumpThatOneTagRefusesIsNotReported() {
    String good = newTag();
    String bad = newTag();
    redis("SET", "tagver:" + bad, "x");
    Refusals.refusalOf(BelayException.class, () -> store().bumpAll(TagSet.of(good, bad)));
  }

  private TagVersion captured(String tag) {
    return store().capture(TagSet.of(tag)).get(0);
  }

  private static String redis(String... words) {
    return RedisServer.shared().command(words);
  }
}
