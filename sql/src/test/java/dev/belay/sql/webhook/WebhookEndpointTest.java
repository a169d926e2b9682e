package dev.belay.sql.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.TestKeys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints: what they are made of, where their URL is from, and which secret there is. */
@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class WebhookEndpointTest extends WebhookBehaviour {

  private final String endpoint = newName("end");

  @AfterEach
  void resetTheDatabase() {
    TestSql.execute(
        superuser(), "alter database %s reset all".formatted(database().database().name()));
  }

  private static void set(String setting, String value) {
    TestSql.execute(
        superuser(),
        "alter database %s set %s = '%s'".formatted(database().database().name(), setting, value));
  }

  private String listed() {
    return rpc()
        .rows(
            RpcCall.of("list_webhook_endpoints"),
            row ->
                String.join(
                    " ",
                    row.text("endpoint").orElseThrow(),
                    row.text("url").orElse("-"),
                    row.text("url_source").orElseThrow(),
                    row.text("mode").orElseThrow(),
                    row.bool("ordered").orElseThrow().toString(),
                    row.integer("max_payload_bytes").orElseThrow().toString(),
                    row.text("state").orElseThrow()))
        .stream()
        .filter(line -> line.startsWith(endpoint + " "))
        .findFirst()
        .map(line -> line.substring(endpoint.length() + 1))
        .orElse("none");
  }

  @Test
  void anEndpointIsMadeAndThenChangedInWhatIsGiven() {
    upsert(endpoint, "p_url", null);
    assertThat(listed()).isEqualTo("- none outbox false 65536 active");
    upsert(endpoint, "p_url", "https://app.example/hooks/trips?v=1");
    upsert(endpoint, "p_ordered", true);
    upsert(endpoint, "p_max_payload_bytes", 20000);
    upsert(endpoint, "p_mode", "pg_net");
    assertThat(listed())
        .isEqualTo("https://app.example/hooks/trips?v=1 endpoint pg_net true 20000 active");
    upsert(endpoint, "p_url", "");
    assertThat(listed()).startsWith("- none pg_net true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://app.example/",
        "https://user@app.example/",
        "https://user:pass@app.example/",
        "https://app.example/#part",
        "https://app.example/a b",
        "https://app.example/\n",
        "https://äpp.example/",
        "https://app.example\\@evil.example/",
        "https:///path",
        "https://",
        "ftp://app.example",
        "https://app.example:port/",
        "javascript:alert(1)"
      })
  void refusesWhatIsNoUrlOfAnEndpoint(String url) {
    assertRefused(
        InvalidArgumentException.class,
        "URL must be https",
        RpcCall.of("upsert_webhook_endpoint").with("p_name", endpoint).with("p_url", url));
    assertThat(listed()).isEqualTo("none");
  }

  @Test
  void refusesOtherArgumentsOutOfRange() {
    RpcCall upsert = RpcCall.of("upsert_webhook_endpoint").with("p_name", endpoint);
    for (int bytes : new int[] {0, 2047, 16777217}) {
      assertRefused(
          InvalidArgumentException.class,
          "largest payload",
          upsert.with("p_max_payload_bytes", bytes));
    }
    assertRefused(
        InvalidArgumentException.class, "the mode", upsert.with("p_mode", "carrier pigeon"));
    assertRefused(
        InvalidArgumentException.class,
        "URL must be",
        upsert.with("p_url", "https://app.example/" + "a".repeat(2048)));
    for (String name : new String[] {null, "", "A", "a b", "-a", "ä", "a'b", "a".repeat(41)}) {
      assertRefused(
          InvalidArgumentException.class,
          "endpoint's name must be",
          RpcCall.of("upsert_webhook_endpoint").with("p_name", name));
    }
    for (String function :
        List.of(
            "pause_webhook_endpoint", "resume_webhook_endpoint", "record_webhook_fingerprint")) {
      RpcCall call = RpcCall.of(function).with("p_name", "nobody");
      assertRefused(
          InvalidArgumentException.class,
          "there is no webhook endpoint",
          function.startsWith("record") ? call.with("p_fingerprint", "0".repeat(16)) : call);
    }
  }

  @Test
  void theRunbooksSettingGivesAUrlWhereTheEndpointHasNone() {
    upsert(endpoint, "p_url", null);
    String setting = "app.vercel_webhook_" + endpoint;
    set(setting, "https://project.example/api/hooks/trips");
    assertThat(listed()).startsWith("https://project.example/api/hooks/trips setting");
    String table = newWatchedTable(endpoint);
    run("insert into " + table + " values (1, 'a')");
    assertThat(rpc().rows(claimCall(1, MINUTE, endpoint), row -> row.text("url").orElse("-")))
        .containsExactly("https://project.example/api/hooks/trips");
    set(setting, "http://project.example/");
    assertThat(listed()).startsWith("- bad_setting");
    set(setting, " ");
    assertThat(listed()).startsWith("- none");
    set(setting, "https://project.example/");
    upsert(endpoint, "p_url", "https://own.example/");
    assertThat(listed()).startsWith("https://own.example/ endpoint");
  }

  private static List<String> fingerprints(String name) {
    return rpc()
        .rows(
            RpcCall.of("get_webhook_secret_fingerprint").with("p_name", name),
            row -> row.text("source").orElseThrow() + " " + row.text("fingerprint").orElseThrow());
  }

  private static String fingerprint(String secret) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(("belay.webhook-secret.v1:" + secret).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theSecretOfTheRunbooksSettingIsKnownByItsFingerprint() {
    assertThat(fingerprints(endpoint)).isEmpty();
    String secret = TestKeys.withPrefix("whsec_", 40);
    set("app.webhook_hmac_secret", secret);
    assertThat(fingerprints(endpoint)).containsExactly("setting " + fingerprint(secret));
    assertThat(fingerprints(null)).containsExactly("setting " + fingerprint(secret));
    set("app.webhook_hmac_secret", "  ");
    assertThat(fingerprints(endpoint)).as("blank is unset").isEmpty();
    set("app.webhook_hmac_secret", "");
    assertThat(fingerprints(endpoint)).isEmpty();
  }

  @Test
  void theVaultComesBeforeTheSettingAndTheEndpointsOwnBeforeTheCommonOne() {
    Assumptions.assumeTrue(
        shape == DatabaseShape.SUPABASE, "the portable vault holds envelopes only");
    set("app.webhook_hmac_secret", TestKeys.withPrefix("whsec_", 40));
    String common = TestKeys.withPrefix("whsec_", 40);
    String own = TestKeys.withPrefix("whsec_", 40);
    TestSql.text(owner(), "select vault.create_secret(?, 'belay_webhook_secret')", common);
    TestSql.text(
        owner(), "select vault.create_secret(?, ?)", own, "belay_webhook_secret_" + endpoint);
    assertThat(fingerprints("other")).containsExactly("vault " + fingerprint(common));
    assertThat(fingerprints(endpoint)).containsExactly("vault " + fingerprint(own));
    TestSql.execute(
        superuser(), "delete from vault.secrets where name like 'belay_webhook_secret%'");
  }

  @Test
  void aDispatcherReportsTheSecretItSignsWith() {
    upsert(endpoint, "p_url", null);
    RpcCall record = RpcCall.of("record_webhook_fingerprint").with("p_name", endpoint);
    rpc().run(record.with("p_fingerprint", "0123456789abcdef"));
    assertThat(
            text(
                "select signing_fingerprint from public.list_webhook_endpoints() where endpoint = ?"
                    + " and signing_fingerprint_at <= now()",
                endpoint))
        .isEqualTo("0123456789abcdef");
    for (String bad :
        List.of("", "0123456789ABCDEF", "0123456789abcde", "0123456789abcdef0", "not a fingerpr")) {
      assertRefused(
          InvalidArgumentException.class, "16 hexadecimal", record.with("p_fingerprint", bad));
    }
    rpc().run(record.with("p_fingerprint", null));
    assertThat(
            count(
                "belay.webhook_endpoints where name = ? and signing_fingerprint is null", endpoint))
        .isEqualTo(1);
  }

  @Test
  void watchedTablesAreListed() {
    String table = newTable("id int primary key, note text");
    watch(table, endpoint, "INSERT,DELETE,TRUNCATE", "{\"exclude\": [\"note\"]}");
    run("alter table %s disable trigger belay_webhook_%s".formatted(table, endpoint));
    assertThat(
            rpc()
                .rows(
                    RpcCall.of("list_webhook_watches"),
                    row ->
                        String.join(
                            " ",
                            row.text("endpoint").orElseThrow(),
                            row.text("table_schema").orElseThrow(),
                            row.text("table_name").orElseThrow(),
                            row.text("operations").orElseThrow(),
                            row.text("options").orElseThrow(),
                            row.bool("enabled").orElseThrow().toString())))
        .filteredOn(line -> line.startsWith(endpoint + " "))
        .containsExactly(
            endpoint
                + " public "
                + table.substring(7)
                + " INSERT,DELETE {\"exclude\": [\"note\"]} false",
            endpoint
                + " public "
                + table.substring(7)
                + " TRUNCATE {\"exclude\": [\"note\"]} true");
  }
}
