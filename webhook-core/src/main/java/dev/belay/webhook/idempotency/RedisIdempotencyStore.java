package dev.belay.webhook.idempotency;

import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisCommand;
import dev.belay.cache.redis.RedisReply;
import dev.belay.support.ConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The store in Redis, whatever carries the commands: one key for each event, with its own end.
 *
 * <p>A lease is {@code lease:<token>}, a result {@code done:<token>:<result>}. Each change is one
 * script that compares and sets, so that nobody acts on what another has written since. {@code SET
 * NX} could not be repeated: after a lost reply its owner would take themselves for somebody else.
 */
final class RedisIdempotencyStore implements IdempotencyStore {

  /** Takes the lease, or returns what is there and for how many milliseconds. */
  private static final String BEGIN =
      """
      local held = redis.call('GET', KEYS[1])
      if not held or held == ARGV[1] then
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return {'acquired', 0}
      end
      return {held, redis.call('PTTL', KEYS[1])}
      """;

  private static final String ACQUIRED = "acquired";
  private static final String DONE = "done:";
  private static final int TOKEN_LENGTH = 36;

  private final RedisClient redis;

  RedisIdempotencyStore(RedisClient redis) {
    this.redis = redis;
  }

  @Override
  public Claim begin(IdempotencyKey key, Duration leaseTime) {
    Lease lease = Lease.granted(key, UUID.randomUUID(), leaseTime);
    RedisCommand<RedisReply> begin =
        RedisCommand.eval(
                BEGIN,
                List.of(redisKey(key)),
                List.of(held(lease), String.valueOf(leaseTime.toMillis())))
            .repeatable();
    if (redis.execute(begin) instanceof RedisReply.Items answer
        && answer.items().size() == 2
        && answer.items().get(0) instanceof RedisReply.Text found
        && answer.items().get(1) instanceof RedisReply.Whole millis) {
      return claim(lease, found.text(), millis.number());
    }
    throw new ConfigurationException("Redis answered a script in another form than it returns");
  }

  private static Claim claim(Lease lease, String found, long millis) {
    if (found.equals(ACQUIRED)) {
      return new Claim.Acquired(lease);
    }
    int result = DONE.length() + TOKEN_LENGTH + 1;
    return found.startsWith(DONE) && found.length() >= result
        ? new Claim.Completed(found.substring(result))
        : new Claim.InProgress(Duration.ofMillis(Math.max(0, millis)));
  }

  @Override
  public void commit(Lease lease, String result, Duration retention) {
    String done = done(lease) + Texts.checkedResult(result);
    Times.checkedRetention(retention);
    String key = redisKey(lease.key());
    RedisCommand<Boolean> commit =
        RedisCommand.compareAndSet(key, held(lease), done, retention).repeatable();
    if (!redis.execute(commit) && !isCommitted(lease, key)) {
      throw new LeaseLostException(lease);
    }
  }

  /** By this very lease, once before. */
  private boolean isCommitted(Lease lease, String key) {
    Optional<String> found = redis.execute(RedisCommand.get(key));
    return found.filter(value -> value.startsWith(done(lease))).isPresent();
  }

  @Override
  public boolean release(Lease lease) {
    return redis.execute(RedisCommand.compareAndDelete(redisKey(lease.key()), held(lease)));
  }

  @Override
  public Lease renew(Lease lease, Duration leaseTime) {
    String held = held(lease);
    RedisCommand<Boolean> renew =
        RedisCommand.compareAndSet(redisKey(lease.key()), held, held, Times.checkedLease(leaseTime))
            .repeatable();
    if (!redis.execute(renew)) {
      throw new LeaseLostException(lease);
    }
    return lease.lasting(leaseTime);
  }

  /** A scope has no colon, so that no id can reach into another scope. */
  private static String redisKey(IdempotencyKey key) {
    return "idemp:" + key.scope() + ":" + key.id();
  }

  private static String held(Lease lease) {
    return "lease:" + lease.token();
  }

  private static String done(Lease lease) {
    return DONE + lease.token() + ":";
  }
}
