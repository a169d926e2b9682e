package dev.belay.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.BelayException;
import dev.belay.testservers.leak.Refusals;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/**
 * What the schema does, the same on plain PostgreSQL and on a database of Supabase's shape. Each
 * subclass has a database of its own.
 */
public abstract class SchemaBehaviour {

  private static InstalledDatabase database;

  @Parameter protected DatabaseShape shape;

  @BeforeParameterizedClassInvocation
  static void create(DatabaseShape shape) {
    database = InstalledDatabase.create(shape);
  }

  @AfterParameterizedClassInvocation
  static void drop() {
    database.close();
  }

  protected static InstalledDatabase database() {
    return database;
  }

  protected static RpcClient rpc() {
    return database.rpc();
  }

  /** The role that installed the schema. */
  protected static DataSource owner() {
    return database.owner();
  }

  protected static DataSource superuser() {
    return database.superuser();
  }

  protected static UUID newUser() {
    return database.newUser();
  }

  protected static long count(String from, Object... values) {
    return TestSql.number(superuser(), "select count(*) from " + from, values);
  }

  protected static String text(String sql, Object... values) {
    return TestSql.text(superuser(), sql, values);
  }

  /** Makes the call, expects the refusal, and hands it to the leak scan. */
  protected static <E extends BelayException> E refusal(Class<E> type, RpcCall call) {
    return Refusals.refusalOf(type, () -> rpc().run(call));
  }

  protected static <E extends BelayException> void assertRefused(
      Class<E> type, String words, RpcCall call) {
    assertThat(refusal(type, call)).hasMessageContaining(words);
  }
}
