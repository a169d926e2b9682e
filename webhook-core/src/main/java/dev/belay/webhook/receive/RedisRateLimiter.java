package dev.belay.webhook.receive;

import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisCommand;
import dev.belay.cache.redis.RedisReply;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Sha256;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The leaky bucket in Redis, whatever carries the commands: one key and one round trip for a
 * request, by Redis's own clock. A source is stored as a hash, since it can be somebody's address.
 */
final class RedisRateLimiter implements RateLimiter {

  /** In microseconds; written as whole digits, since Lua's own form would round them. */
  private static final String ACQUIRE =
      """
      local time = redis.call('TIME')
      local now = time[1] * 1000000 + time[2]
      local empty = tonumber(redis.call('GET', KEYS[1]) or '0')
      if empty < now then empty = now end
      local next = empty + tonumber(ARGV[1])
      local over = next - now - tonumber(ARGV[2])
      if over > 0 then return math.ceil(over) end
      local life = math.ceil((next - now) / 1000)
      redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', string.format('%.0f', life))
      return 0
      """;

  private final RedisClient redis;
  private final String prefix;
  private final int limit;
  private final List<String> rate;

  RedisRateLimiter(RedisClient redis, String prefix, int limit, Duration window) {
    this.redis = redis;
    this.prefix = prefix;
    this.limit = limit;
    long micros = TimeUnit.NANOSECONDS.toMicros(window.toNanos());
    this.rate = List.of(String.valueOf(micros / limit), String.valueOf(micros));
  }

  @Override
  public RateDecision acquire(String source) {
    RedisReply reply = redis.execute(RedisCommand.eval(ACQUIRE, List.of(key(source)), rate));
    if (!(reply instanceof RedisReply.Whole over)) {
      throw new ConfigurationException("Redis answered a script in another form than it returns");
    }
    return new RateDecision(
        over.number() == 0, limit, Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(over.number())));
  }

  private String key(String source) {
    return prefix + Sha256.hex(Objects.requireNonNull(source, "source")).substring(0, 32);
  }
}
