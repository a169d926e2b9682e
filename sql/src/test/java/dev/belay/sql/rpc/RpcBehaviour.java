package dev.belay.sql.rpc;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.RpcCall;
import dev.belay.sql.SchemaBehaviour;
import dev.belay.sql.TestSql;
import dev.belay.testservers.leak.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * What the functions of the schema do, the same on plain PostgreSQL and on a database of Supabase's
 * shape. Each subclass looks at one group of them, in a database of its own.
 */
abstract class RpcBehaviour extends SchemaBehaviour {

  static boolean isPlain() {
    return database().shape() == DatabaseShape.PLAIN;
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

  static List<String> actions(UUID user) {
    return TestSql.column(
        superuser(), "select action from belay.api_key_audit where user_id = ? order by id", user);
  }
}
