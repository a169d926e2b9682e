package dev.belay.cache;

/** How many operations the bump property is checked with, on each store and in each way. */
public enum BumpRun {
  MEMORY(600_000),
  MEMORY_NEAR(300_000),
  MEMORY_SHARED(100_000),
  JDBC(15_000),
  JDBC_NEAR(40_000),
  REST(3_000),
  REST_NEAR(8_000),
  RESP(40_000),
  RESP_NEAR(60_000),
  UPSTASH(4_000),
  UPSTASH_NEAR(10_000);

  private final long operations;

  BumpRun(long operations) {
    this.operations = operations;
  }

  public long operations() {
    return operations;
  }
}
