package dev.belay.benchmarks;

import dev.belay.cache.rpc.RpcTagVersionStores;
import dev.belay.sql.jdbc.JdbcRpcClients;
import java.util.List;

/** {@link TagBenchmark} on PostgreSQL, through a pool. */
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class JdbcTagBenchmark extends TagBenchmark {

  private ResolveDatabase database;

  @Override
  Turns<TagTrips> start() {
    database = ResolveDatabase.filled();
    database.execute(
        BareJdbcTagTrips.TABLE + "; grant select, insert, update on public.bench_tags to public");
    Cores.separate(database.pool());
    return Turns.of(Contender.class, this::contender, TagTrips::close);
  }

  private TagTrips contender(Contender contender) {
    return switch (contender) {
      case BARE_STATEMENT -> new BareJdbcTagTrips(database.pool());
      case BELAY ->
          new BelayTagTrips(
              RpcTagVersionStores.over(JdbcRpcClients.over(database.pool())), () -> {});
    };
  }

  @Override
  void stop() {
    database.close();
  }

  static List<Goal> goals() {
    return goals(JdbcTagBenchmark.class, Contender.BELAY, Contender.BARE_STATEMENT);
  }

  /** Who goes; the first is the limit. */
  public enum Contender {
    /** One plain statement for ten rows of a plain table. */
    BARE_STATEMENT,
    /** The store of versions. */
    BELAY
  }
}
