package dev.belay.benchmarks;

import dev.belay.testservers.redis.UpstashServer;

/** {@link BareUpstash} with the ten tags: one pipeline of {@code INCR} or of {@code GET}. */
final class BareRestTagTrips implements TagTrips {

  private final Counting counting;

  BareRestTagTrips(UpstashServer upstash) {
    this.counting =
        new BareUpstash(upstash, TagNames.TEN.stream().map(tag -> "bare:" + tag).toList());
  }

  @Override
  public Object bump() {
    return counting.increment();
  }

  @Override
  public Object read() {
    return counting.read();
  }

  @Override
  public void close() {
    counting.close();
  }
}
