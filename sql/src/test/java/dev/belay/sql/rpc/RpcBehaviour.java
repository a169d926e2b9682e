package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.TestSql;
import dev.belay.support.BelayException;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.leak.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/**
 * What the functions of the schema do, the same on plain PostgreSQL and on a database of Supabase's
 * shape. Each subclass looks at one group of them, in a database of its own.
 */
abstract class RpcBehaviour {

  private static InstalledDatabase database;

  @Parameter DatabaseShape shape;

  @BeforeParameterizedClassInvocation
  static void create(DatabaseShape shape) {
    database = InstalledDatabase.create(shape);
  }

  @AfterParameterizedClassInvocation
  static void drop() {
    database.close();
  }

  static InstalledDatabase database() {
    return database;
  }

  static RpcClient rpc() {
    return database.rpc();
  }

  static DataSource superuser() {
    return database.superuser();
  }

  static UUID newUser() {
    return database.newUser();
  }

  static boolean isPlain() {
    return database.shape() == DatabaseShape.PLAIN;
  }

  /** A key in a form that this database takes: the portable vault takes envelopes only. */
  static String newKey() {
    return isPlain() ? newEnvelope("k1") : TestKeys.openai();
  }

  /** A text that looks like an envelope; the database cannot tell what is in it. */
  static String newEnvelope(String keyId) {
    byte[] random = TestKeys.openai().getBytes(StandardCharsets.US_ASCII);
    String sealed = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    return "belay.v1." + keyId + "." + TestKeys.remember(sealed);
  }

  static RpcCall user(String function, Object user) {
    return RpcCall.of(function).with("p_user_id", user);
  }

  static RpcCall key(String function, Object user, String service) {
    return user(function, user).with("p_service", service);
  }

  static UUID insert(UUID user, String service, String apiKey) {
    RpcCall call = key("insert_user_api_key", user, service).with("p_api_key", apiKey);
    return rpc().scalar(call, UUID.class).orElseThrow();
  }

  static String read(UUID user, String service) {
    return rpc().scalar(key("get_user_api_key", user, service), String.class).orElse(null);
  }

  static long count(String from, Object... values) {
    return TestSql.number(superuser(), "select count(*) from " + from, values);
  }

  static String text(String sql, Object... values) {
    return TestSql.text(superuser(), sql, values);
  }

  static List<String> actions(UUID user) {
    return TestSql.column(
        superuser(), "select action from belay.api_key_audit where user_id = ? order by id", user);
  }

  /** Makes the call, expects the refusal, and hands it to the leak scan. */
  static <E extends BelayException> E refusal(Class<E> type, RpcCall call) {
    return Refusals.refusalOf(type, () -> rpc().run(call));
  }

  static <E extends BelayException> void assertRefused(Class<E> type, String words, RpcCall call) {
    assertThat(refusal(type, call)).hasMessageContaining(words);
  }
}
