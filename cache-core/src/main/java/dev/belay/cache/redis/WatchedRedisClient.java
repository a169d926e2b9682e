package dev.belay.cache.redis;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Notices when Redis goes away and when it is back. */
final class WatchedRedisClient implements RedisClient {

  private final RedisClient client;
  private final OutageSignal signal;
  private final Outage outage;
  private final Clock clock;

  WatchedRedisClient(RedisClient client, OutageSignal signal, Outage outage, Clock clock) {
    this.client = client;
    this.signal = signal;
    this.outage = outage;
    this.clock = clock;
  }

  @Override
  public <T> T execute(RedisCommand<T> command) {
    return watched(() -> client.execute(command));
  }

  @Override
  public <T> List<RedisResult<T>> pipeline(List<? extends RedisCommand<? extends T>> commands) {
    return commands.isEmpty() ? List.of() : watchedAll(() -> client.pipeline(commands));
  }

  @Override
  public <T> List<RedisResult<T>> transaction(List<? extends RedisCommand<? extends T>> commands) {
    return commands.isEmpty() ? List.of() : watchedAll(() -> client.transaction(commands));
  }

  @Override
  public void close() {
    client.close();
  }

  private <T> T watched(Supplier<T> call) {
    try {
      T reply = call.get();
      outage.served(clock.instant()).ifPresent(signal::isOver);
      return reply;
    } catch (RedisUnavailableException failure) {
      failed(failure);
      throw failure;
    }
  }

  /** One command that finds no room, or a quota used up, is an outage as well. */
  private <T> List<RedisResult<T>> watchedAll(Supplier<List<RedisResult<T>>> call) {
    try {
      List<RedisResult<T>> results = call.get();
      results.stream()
          .map(WatchedRedisClient::failure)
          .flatMap(Optional::stream)
          .findFirst()
          .ifPresentOrElse(
              this::failed, () -> outage.served(clock.instant()).ifPresent(signal::isOver));
      return results;
    } catch (RedisUnavailableException failure) {
      failed(failure);
      throw failure;
    }
  }

  private static Optional<RedisUnavailableException> failure(RedisResult<?> result) {
    return result instanceof RedisResult.Failure<?> failed
            && failed.error() instanceof RedisUnavailableException unavailable
        ? Optional.of(unavailable)
        : Optional.empty();
  }

  private void failed(RedisUnavailableException failure) {
    if (failure.isOutage() && outage.failed(clock.instant())) {
      signal.begins(failure);
    }
  }
}
