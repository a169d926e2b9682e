package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.TestSql;
import dev.belay.support.ConfigurationException;
import dev.belay.testservers.leak.TestKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A key in plain text never reaches the disk: not a table, not a dead row, not an index, not the
 * write-ahead log, not the server's log. The files themselves are searched, by the server, which
 * may read them wherever it runs.
 */
@OnBothShapes
class PlaintextTest extends RpcBehaviour {

  /** Every file of this database that holds rows, dead ones included. */
  private static final String IN_FILES =
      """
      select c.oid::regclass::text
      from pg_class c
      cross join lateral pg_relation_filepath(c.oid) as path
      where c.relkind in ('r', 'i', 't', 'm', 'S')
        and c.relpersistence = 'p'
        and path is not null
        and position(convert_to(?, 'utf8') in pg_read_binary_file(path, 0, 100000000, true)) > 0
      """;

  /** The log from the given place on, file by file. */
  private static final String IN_LOG =
      """
      select w.name
      from pg_ls_waldir() w
      where w.name >= pg_walfile_name(?::pg_lsn)
        and w.name <= pg_walfile_name(pg_current_wal_insert_lsn())
        and position(convert_to(?, 'utf8') in pg_read_binary_file('pg_wal/' || w.name, 0, 100000000, true)) > 0
      """;

  private String start;

  @BeforeEach
  void remember() {
    start = text("select pg_current_wal_insert_lsn()");
  }

  @Test
  void theSearchFindsWhatIsThere() {
    String canary = TestKeys.remember("canary-" + UUID.randomUUID());
    TestSql.execute(superuser(), "create table public.canaries (text text)");
    // The end of a page of the log can lie within one of them, which the search then misses.
    TestSql.column(superuser(), "insert into public.canaries values (?) returning 1", canary);
    TestSql.column(superuser(), "insert into public.canaries values (?) returning 1", canary);
    TestSql.execute(superuser(), "delete from public.canaries");
    settle();
    assertThat(inFiles(canary)).containsExactly("canaries");
    assertThat(inLog(canary)).isNotEmpty();
    TestSql.execute(superuser(), "drop table public.canaries");
  }

  /** Why our function creates a secret with a placeholder first. */
  @Test
  void theVaultsOwnCreateSecretWouldLeaveATrace() {
    String canary = isPlain() ? newEnvelope("k1") : TestKeys.remember("canary-" + start);
    TestSql.column(superuser(), "select vault.create_secret(?)", canary);
    TestSql.column(superuser(), "select vault.create_secret(?)", canary);
    settle();
    assertThat(inLog(canary).isEmpty()).isEqualTo(isPlain());
  }

  @Test
  void aKeyLeavesNoTrace() {
    UUID user = newUser();
    List<String> keys = isPlain() ? refusedKeys(user) : keysOfAWholeLife(user);
    settle();
    keys.forEach(this::assertNoTraceOf);
  }

  private static List<String> refusedKeys(UUID user) {
    List<String> keys = List.of(TestKeys.openai(), TestKeys.gateway());
    refusal(
        ConfigurationException.class,
        key("insert_user_api_key", user, "openai").with("p_api_key", keys.get(0)));
    refusal(
        ConfigurationException.class,
        user("insert_user_gateway_key", user).with("p_api_key", keys.get(1)));
    return keys;
  }

  private static List<String> keysOfAWholeLife(UUID user) {
    List<String> keys =
        List.of(TestKeys.openai(), TestKeys.openai(), TestKeys.openai(), TestKeys.gateway());
    insert(user, "openai", keys.get(0));
    insert(user, "openai", keys.get(1));
    rpc()
        .run(
            key("replace_api_key_envelope", user, "openai")
                .with("p_expected", keys.get(1))
                .with("p_replacement", keys.get(2)));
    rpc().run(user("insert_user_gateway_key", user).with("p_api_key", keys.get(3)));
    assertThat(read(user, "openai")).isEqualTo(keys.get(2));
    rpc().rows(user("resolve_user_credentials", user), row -> row.text("api_key"));
    rpc().run(user("delete_all_user_api_keys", user));
    return keys;
  }

  private void assertNoTraceOf(String key) {
    assertThat(inFiles(key)).isEmpty();
    assertThat(inLog(key)).isEmpty();
    database()
        .database()
        .server()
        .logFile()
        .ifPresent(file -> assertThat(read(file)).doesNotContain(key));
  }

  private static List<String> inFiles(String text) {
    return TestSql.column(superuser(), IN_FILES, text);
  }

  private List<String> inLog(String text) {
    return TestSql.column(superuser(), IN_LOG, start, text);
  }

  /** Pages and log are on the disk when this returns. */
  private static void settle() {
    TestSql.execute(superuser(), "checkpoint");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
