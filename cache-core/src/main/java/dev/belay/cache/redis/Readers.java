package dev.belay.cache.redis;

import dev.belay.cache.redis.RedisReply.Items;
import dev.belay.cache.redis.RedisReply.Nil;
import dev.belay.cache.redis.RedisReply.Text;
import dev.belay.cache.redis.RedisReply.Whole;
import dev.belay.cache.redis.RedisUnavailableException.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads replies. A reply of another form is refused: to guess would hide a broken proxy. */
final class Readers {

  private static final Text OK = Text.of("OK");
  private static final Text PONG = Text.of("PONG");

  private Readers() {}

  static Optional<String> optionalText(RedisReply reply) {
    if (reply instanceof Nil) {
      return Optional.empty();
    }
    if (reply instanceof Text text) {
      return Optional.of(text.text());
    }
    throw unreadable();
  }

  static List<Optional<String>> optionalTexts(RedisReply reply, int count) {
    if (reply instanceof Items list && list.items().size() == count) {
      return list.items().stream().map(Readers::optionalText).toList();
    }
    throw unreadable();
  }

  static long whole(RedisReply reply) {
    if (reply instanceof Whole whole) {
      return whole.number();
    }
    throw unreadable();
  }

  static Optional<Duration> optionalTime(RedisReply reply) {
    return Optional.of(whole(reply)).filter(millis -> millis >= 0).map(Duration::ofMillis);
  }

  static boolean flag(RedisReply reply) {
    return whole(reply) > 0;
  }

  static boolean wasSet(RedisReply reply) {
    return !(reply instanceof Nil) && is(reply, OK);
  }

  static boolean pong(RedisReply reply) {
    return is(reply, PONG);
  }

  private static boolean is(RedisReply reply, Text expected) {
    if (reply.equals(expected)) {
      return true;
    }
    throw unreadable();
  }

  private static RedisUnavailableException unreadable() {
    return RedisUnavailableException.of("Reading a reply", Reason.UNREADABLE_REPLY);
  }
}
