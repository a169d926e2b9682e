package dev.belay.benchmarks;

import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.SupabaseShape;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Installs the schema on a database that was made a moment ago: all of its statements sent as one
 * script as the limit, and the installer, which takes a lock, keeps a history and commits each
 * file.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class InstallBenchmark {

  /** Who installs. */
  @Param public Contender contender;

  private Installing installing;

  /** Reads the script, where it is the script's turn. */
  @Setup
  public void prepare() {
    installing =
        switch (contender) {
          case ONE_SCRIPT -> ScriptInstalling.ofWholeSchema();
          case BELAY -> new BelayInstalling();
        };
  }

  /** An empty database of a plain PostgreSQL. */
  @Benchmark
  public void plain(PlainDatabase target) {
    installing.install(target.database.dataSource());
  }

  /** The database of a hosted project, by its owner, who is not a superuser. */
  @Benchmark
  public void supabase(SupabaseDatabase target) {
    installing.install(target.database.dataSource(SupabaseShape.hosted().owner()));
  }

  static List<Goal> goals() {
    return List.of(
        Goal.inTime("InstallBenchmark.plain", Contender.BELAY, 1000),
        Goal.inTime("InstallBenchmark.supabase", Contender.BELAY, 1000));
  }

  /** Who installs; the first is the limit. */
  public enum Contender {
    /** All migrations in one statement and one transaction. */
    ONE_SCRIPT,
    /** {@code SchemaInstaller.install()}. */
    BELAY
  }

  /** A new database for each call. */
  @State(Scope.Benchmark)
  public static class PlainDatabase {

    private PostgresDatabase database;

    /** Creates it. */
    @Setup(Level.Invocation)
    public void create() {
      database = PostgresServer.shared().createDatabase();
    }

    /** Drops it. */
    @TearDown(Level.Invocation)
    public void drop() {
      database.close();
    }
  }

  /** A new database for each call; the first one also makes the roles of the server. */
  @State(Scope.Benchmark)
  public static class SupabaseDatabase {

    private PostgresDatabase database;

    /** Creates it. */
    @Setup(Level.Invocation)
    public void create() {
      database = SupabaseShape.hosted().createDatabase(PostgresServer.shared());
    }

    /** Drops it. */
    @TearDown(Level.Invocation)
    public void drop() {
      database.close();
    }
  }
}
