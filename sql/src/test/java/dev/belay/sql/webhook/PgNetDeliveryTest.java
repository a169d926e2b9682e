package dev.belay.sql.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.TestSql;
import dev.belay.testservers.leak.TestKeys;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Delivery from inside the database, on a stand-in with the real function and its queue. */
@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class PgNetDeliveryTest extends WebhookBehaviour {

  private final String endpoint = newName("net");
  private String table;

  @BeforeEach
  void installPgNet() {
    TestSql.execute(superuser(), TestSql.resource("/belay-sql-test/pg-net.sql"));
    table = newTable("id int primary key, note text");
    watch(table, endpoint);
    upsert(endpoint, "p_mode", "pg_net");
    upsert(endpoint, "p_url", "https://app.example/hook");
  }

  @AfterEach
  void removePgNet() {
    TestSql.execute(
        superuser(),
        "drop schema if exists net cascade; alter database %s reset all"
            .formatted(database().database().name()));
  }

  private String secret() {
    String secret = TestKeys.withPrefix("whsec_", 80);
    if (shape == DatabaseShape.SUPABASE) {
      TestSql.text(
          owner(), "select vault.create_secret(?, ?)", secret, "belay_webhook_secret_" + endpoint);
    } else {
      TestSql.execute(
          superuser(),
          "alter database %s set app.webhook_hmac_secret = '%s'"
              .formatted(database().database().name(), secret));
    }
    return secret;
  }

  private static List<String> queued(String expression) {
    return column("select " + expression + " from net.http_request_queue order by id");
  }

  private static String hmac(String secret, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(message));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theSignatureIsOverTheVeryBytesThatAreSent() {
    String secret = secret();
    run("insert into %s values (1, 'größer 😀 \"quoted\"')".formatted(table));
    run("update %s set note = repeat('x', 70000)".formatted(table));
    List<String> bodies = queued("encode(body, 'hex')");
    List<String> signatures = queued("headers ->> 'X-Signature-HMAC'");
    assertThat(bodies).hasSize(2);
    for (int i = 0; i < 2; i++) {
      byte[] body = HexFormat.of().parseHex(bodies.get(i));
      assertThat(signatures.get(i)).isEqualTo(hmac(secret, body));
      assertThat(body.length).isLessThanOrEqualTo(65536);
    }
    assertThat(queued("headers - 'X-Signature-HMAC'").get(0))
        .isEqualTo(
            "{\"X-Table\": \"%s\", \"Content-Type\": \"application/json\", \"X-Event-Type\": \"INSERT\"}"
                .formatted(table.substring(7)));
    assertThat(queued("url || ' ' || timeout_milliseconds"))
        .containsOnly("https://app.example/hook 8000");
    assertThat(queued("t::text from net.http_request_queue t --"))
        .noneMatch(row -> row.contains(secret));
    assertThat(payloads(endpoint)).as("nothing in the outbox").isEmpty();
  }

  @Test
  void withoutASecretThereIsNoSignature() {
    TestSql.execute(
        superuser(),
        "alter database %s set app.webhook_hmac_secret = ' '"
            .formatted(database().database().name()));
    run("insert into %s values (1, 'a')".formatted(table));
    assertThat(queued("jsonb_exists(headers, 'X-Signature-HMAC')")).containsExactly("f");
  }

  @Test
  void whatIsRolledBackIsNotHandedOver() throws SQLException {
    try (Connection connection = owner().getConnection()) {
      connection.setAutoCommit(false);
      TestSql.execute(connection, "insert into %s values (1, 'a')".formatted(table));
      connection.rollback();
    }
    assertThat(queued("url")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "the extension is missing | drop schema net cascade",
        "its function fails | drop function net.http_post; create function net.http_post(url text, body jsonb, params jsonb, headers jsonb, timeout_milliseconds integer) returns bigint language plpgsql as 'begin raise exception using message = body::text; end'",
        "its table is missing | drop table net.http_request_queue",
        "its right is missing | revoke usage on schema net from public",
        "the endpoint has no URL | update belay.webhook_endpoints set url = null"
      })
  void aWriteGoesOnAndItsEventGoesIntoTheOutboxWhere(String what, String sabotage)
      throws SQLException {
    TestSql.execute(superuser(), sabotage);
    try (Connection connection = owner().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("insert into %s values (1, 'private words')".formatted(table));
      assertThat(statement.getWarnings().getMessage())
          .as(what)
          .contains("belay: an event for endpoint " + endpoint + " was not handed to pg_net")
          .doesNotContain("private words");
    }
    assertThat(claim(1, MINUTE, endpoint)).hasSize(1);
    assertThat(count(table)).isEqualTo(1);
  }

  @Test
  void aFunctionThatSomebodyElsePutThereIsNotCalled() {
    String stranger = dev.belay.testservers.PostgresServer.uniqueName("stranger");
    TestSql.execute(
        superuser(),
        "create role %1$s; alter function net.http_post(text, jsonb, jsonb, jsonb, integer) owner to %1$s"
            .formatted(stranger));
    try {
      run("insert into %s values (1, 'a')".formatted(table));
      assertThat(queued("url")).isEmpty();
      assertThat(payloads(endpoint)).hasSize(1);
    } finally {
      TestSql.execute(
          superuser(), "drop owned by %1$s cascade; drop role %1$s".formatted(stranger));
    }
  }

  @Test
  void aPausedEndpointKeepsItsEventsInTheOutbox() {
    TestSql.execute(
        superuser(),
        "update belay.webhook_endpoints set state = 'paused' where name = '" + endpoint + "'");
    run("insert into %s values (1, 'a')".formatted(table));
    assertThat(queued("url")).isEmpty();
    assertThat(payloads(endpoint)).hasSize(1);
  }

  @Test
  void aTablesNameIsNoHeaderOfItsOwn() {
    run("create table public.\"x\r\nX-Evil: 1\" (id int primary key)");
    run("select belay.watch_table(E'public.\"x\\r\\nX-Evil: 1\"', '%s')".formatted(endpoint));
    run("insert into public.\"x\r\nX-Evil: 1\" values (1)");
    assertThat(queued("jsonb_exists(headers, 'X-Table')")).containsExactly("f");
    assertThat(queued("headers::text")).noneMatch(headers -> headers.contains("Evil"));
    run("drop table public.\"x\r\nX-Evil: 1\"");
  }

  @Test
  void theHmacIsThatOfRfc4231() {
    for (int length : new int[] {0, 1, 63, 64, 65, 131, 200}) {
      String key = "k".repeat(length);
      byte[] message =
          "what do ya want for nothing?".repeat(length + 1).getBytes(StandardCharsets.UTF_8);
      String ours =
          text("select encode(belay.hmac_sha256(?, convert_to(?, 'utf8')), 'hex')", message, key);
      if (length > 0) {
        assertThat(ours).isEqualTo(hmac(key, message));
      }
    }
    assertThat(
            text("select encode(belay.hmac_sha256('what do ya want for nothing?', 'Jefe'), 'hex')"))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  @Test
  void anotherTriggerThatSendsWebhooksIsPointedOut() throws SQLException {
    run(
        """
        create function public.notify_table_change_cache_http() returns trigger language plpgsql as
          'begin return null; end';
        create trigger old after insert on %s for each row execute function public.notify_table_change_cache_http()
        """
            .formatted(table));
    try (Connection connection = owner().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("select belay.watch_table('%s', '%s')".formatted(table, endpoint));
      assertThat(statement.getWarnings().getMessage()).contains("its events would come twice");
    }
    run("drop table %s; drop function public.notify_table_change_cache_http()".formatted(table));
  }
}
