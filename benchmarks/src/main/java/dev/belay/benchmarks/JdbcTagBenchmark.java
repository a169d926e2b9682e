package dev.belay.benchmarks;

import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersionStore;
import dev.belay.cache.rpc.RpcTagVersionStores;
import dev.belay.sql.jdbc.JdbcRpcClients;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** {@link TagBenchmark} on PostgreSQL, through a pool. */
@SuppressWarnings("NullAway.Init") // JMH fills the fields
@OnSeparateCores
public class JdbcTagBenchmark extends TagBenchmark {

  /** The ten and many others, as there are in use. */
  private static final TagSet STORED =
      TagSet.of(
          Stream.concat(
                  TagNames.TEN.stream(), IntStream.range(0, 990).mapToObj(i -> "bench:other:" + i))
              .toList());

  private ResolveDatabase database;

  @Override
  Turns<TagTrips> start() {
    database = ResolveDatabase.filled();
    database.execute(BareJdbcTagTrips.table(STORED.tags()));
    Turns<TagTrips> turns = Turns.of(Contender.class, this::contender, TagTrips::close);
    versions().bumpAll(STORED);
    database.execute("vacuum analyze");
    Cores.separate(database.pool());
    return turns;
  }

  private TagTrips contender(Contender contender) {
    return switch (contender) {
      case BARE_PIPELINE -> BareJdbcTagTrips.pipeline(database.pool());
      case BARE_STATEMENT -> BareJdbcTagTrips.statement(database.pool());
      case BELAY -> new BelayTagTrips(versions(), () -> {});
    };
  }

  private TagVersionStore versions() {
    return RpcTagVersionStores.over(JdbcRpcClients.over(database.pool()));
  }

  @Override
  void stop() {
    database.close();
  }

  static List<Goal> goals() {
    return goals(JdbcTagBenchmark.class, Contender.BELAY, Contender.BARE_PIPELINE);
  }

  /** Who goes; the first is the limit. */
  public enum Contender {
    /** Ten plain statements for a row of a plain table each, sent and committed together. */
    BARE_PIPELINE,
    /** One plain statement for the ten rows of that table. */
    BARE_STATEMENT,
    /** The store of versions. */
    BELAY
  }
}
