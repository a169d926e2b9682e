package dev.belay.cache.redis.store;

import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersion;
import dev.belay.cache.TagVersionStore;
import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisCommand;
import dev.belay.cache.redis.RedisResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/** Versions in {@code tagver:<tag>}, see {@link Counter}. */
final class RedisTagVersionStore implements TagVersionStore {

  private final RedisClient redis;

  RedisTagVersionStore(RedisClient redis) {
    this.redis = Objects.requireNonNull(redis, "redis");
  }

  @Override
  public List<TagVersion> versions(TagSet tags) {
    return versions(redis.execute(read(tags)));
  }

  @Override
  public List<TagVersion> capture(TagSet tags) {
    List<Counter> counters = redis.execute(read(tags));
    return versions(
        counters.stream().allMatch(Counter::hasLife) ? counters : begin(tags, counters));
  }

  /** Begins the lives that are missing and reads again, behind the writes. */
  private List<Counter> begin(TagSet tags, List<Counter> counters) {
    List<RedisCommand<?>> commands = new ArrayList<>();
    counters.stream().filter(c -> !c.hasLife()).forEach(c -> commands.add(c.begin()));
    commands.add(read(tags));
    RedisResult<?> last = null;
    for (int from = 0; from < commands.size(); from += RedisClient.MOST_COMMANDS) {
      int to = Math.min(from + RedisClient.MOST_COMMANDS, commands.size());
      for (RedisResult<?> result : redis.pipeline(commands.subList(from, to))) {
        result.orThrow();
        last = result;
      }
    }
    return counters(Objects.requireNonNull(last));
  }

  @SuppressWarnings("unchecked") // the last command is the one that reads counters
  private static List<Counter> counters(RedisResult<?> last) {
    return (List<Counter>) last.orThrow();
  }

  @Override
  public List<TagVersion> bumpAll(TagSet tags) {
    List<RedisCommand<Long>> bumps =
        tags.tags().stream()
            .map(tag -> RedisCommand.increment(Counter.key(tag)).repeatable())
            .toList();
    List<RedisResult<Long>> results =
        bumps.size() == 1
            ? List.of(new RedisResult.Value<>(redis.execute(bumps.get(0))))
            : redis.transaction(bumps);
    return IntStream.range(0, results.size())
        .mapToObj(i -> Counter.version(tags.tags().get(i), results.get(i).orThrow()))
        .toList();
  }

  private static RedisCommand<List<Counter>> read(TagSet tags) {
    List<String> names = tags.tags();
    return RedisCommand.mget(names.stream().map(Counter::key).toList())
        .map(texts -> counters(names, texts));
  }

  private static List<Counter> counters(List<String> tags, List<Optional<String>> texts) {
    return IntStream.range(0, tags.size())
        .mapToObj(i -> Counter.of(tags.get(i), texts.get(i)))
        .toList();
  }

  private static List<TagVersion> versions(List<Counter> counters) {
    return counters.stream().map(Counter::version).toList();
  }
}
