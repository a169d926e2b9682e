package dev.belay.webhook.idempotency;

import dev.belay.cache.redis.RedisClient;
import dev.belay.sql.RpcClient;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.telemetry.OperationalAlerts;
import java.time.Clock;
import java.util.Objects;

/**
 * Makes stores of events that are being handled or were. All fail closed: while a store cannot be
 * reached no event is handled, and its sender repeats it.
 */
public final class IdempotencyStores {

  private static final int DEFAULT_CAPACITY = 100_000;

  private IdempotencyStores() {}

  /**
   * A store in the database, over the functions {@code begin_idempotency_lease} and its siblings,
   * which {@code service_role} may execute. Call {@code trim_idempotency_keys} from time to time.
   *
   * @param rpc over JDBC or over REST
   * @return the store
   */
  public static IdempotencyStore over(RpcClient rpc) {
    return new RpcIdempotencyStore(Objects.requireNonNull(rpc, "rpc"));
  }

  /**
   * A store in Redis, under keys {@code idemp:<scope>:<id>}. Redis must not evict them ({@code
   * maxmemory-policy noeviction}, or one that spares keys with an end), and what a failover of
   * Redis forgets is handled again.
   *
   * @param redis over its own protocol or over Upstash's REST
   * @return the store
   */
  public static IdempotencyStore over(RedisClient redis) {
    return new RedisIdempotencyStore(Objects.requireNonNull(redis, "redis"));
  }

  /**
   * A store in this process: nothing of it is left after a restart, and a second process knows
   * nothing of it. It holds 100,000 events.
   *
   * @return an empty store
   */
  public static IdempotencyStore inMemory() {
    return inMemory(Clock.systemUTC(), DEFAULT_CAPACITY);
  }

  /**
   * A store in this process, see {@link #inMemory()}. When it is full of events whose time is not
   * over, it refuses further ones with {@link dev.belay.support.BackendUnavailableException}.
   *
   * @param clock tells when a time is over
   * @param capacity how many events it holds at most, 1 or more
   * @return an empty store
   * @throws InvalidArgumentException if the capacity is less than 1
   */
  public static IdempotencyStore inMemory(Clock clock, int capacity) {
    if (capacity < 1) {
      throw new InvalidArgumentException("A store must hold at least one event");
    }
    return new InMemoryIdempotencyStore(Objects.requireNonNull(clock, "clock"), capacity);
  }

  /**
   * A store that lets events pass while the given one cannot be reached. An event can then be
   * handled more than once; each operation that had to do without the store raises the alert {@code
   * idempotency.degraded}, once a minute for each scope. Other refusals are passed on.
   *
   * @param store the store to ask first
   * @param alerts where the alerts go
   * @return the store
   */
  public static IdempotencyStore failOpen(IdempotencyStore store, OperationalAlerts alerts) {
    return new FailOpenIdempotencyStore(
        Objects.requireNonNull(store, "store"), Objects.requireNonNull(alerts, "alerts"));
  }
}
