package dev.belay.sql.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.Json;
import dev.belay.sql.RpcCall;
import dev.belay.sql.SchemaBehaviour;
import dev.belay.sql.TestSql;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * What the webhook outbox does, the same on both shapes of database. Each subclass has a database
 * of its own, and each test a table and an endpoint of its own.
 */
abstract class WebhookBehaviour extends SchemaBehaviour {

  private static final AtomicInteger NAMES = new AtomicInteger();
  static final long MINUTE = 60_000;

  static String newName(String prefix) {
    return prefix + "_" + NAMES.incrementAndGet();
  }

  /** A table of the installing role. */
  static String newTable(String columns) {
    String table = "public." + newName("watched");
    run("create table " + table + " (" + columns + ")");
    return table;
  }

  /** A table with a number and a text that is watched for an endpoint. */
  static String newWatchedTable(String endpoint) {
    String table = newTable("id bigint primary key, note text");
    watch(table, endpoint);
    return table;
  }

  static void run(String sql) {
    TestSql.execute(owner(), sql);
  }

  static void watch(String table, String endpoint) {
    run("select belay.watch_table('%s', '%s')".formatted(table, endpoint));
  }

  static void watch(String table, String endpoint, String operations, String options) {
    run(
        "select belay.watch_table('%s', '%s', '{%s}', '%s')"
            .formatted(table, endpoint, operations, options));
  }

  static List<String> column(String sql, Object... values) {
    return TestSql.column(superuser(), sql, values);
  }

  /** The payloads of an endpoint's events, oldest first. */
  static List<String> payloads(String endpoint) {
    return column(
        "select o.payload from belay.webhook_outbox o join belay.webhook_endpoints e"
            + " on e.id = o.endpoint_id where e.name = ? order by o.id",
        endpoint);
  }

  /** One part of the only event of an endpoint. */
  static String part(String endpoint, String path) {
    assertThat(payloads(endpoint)).hasSize(1);
    return text("select ?::jsonb #>> ?::text[]", payloads(endpoint).get(0), path);
  }

  static List<Claimed> claim(int limit, long leaseMs, String... endpoints) {
    return rpc().rows(claimCall(limit, leaseMs, endpoints), Claimed::of);
  }

  static RpcCall claimCall(int limit, long leaseMs, String... endpoints) {
    String quotas =
        Arrays.stream(endpoints)
            .map(name -> '"' + name + "\": " + limit)
            .collect(Collectors.joining(", ", "{", "}"));
    return RpcCall.of("claim_webhook_deliveries")
        .with("p_limit", limit)
        .with("p_lease_ms", leaseMs)
        .with("p_endpoints", new Json(quotas));
  }

  static RpcCall completeCall(String... results) {
    return RpcCall.of("complete_webhook_deliveries")
        .with("p_results", new Json("[" + String.join(", ", results) + "]"));
  }

  /** Which results did not count, and why. */
  static List<String> complete(String... results) {
    return refusedIn(completeCall(results));
  }

  static List<String> refusedIn(RpcCall call) {
    return rpc()
        .rows(
            call,
            row ->
                row.integer("delivery_id").orElseThrow() + " " + row.text("reason").orElseThrow());
  }

  static List<String> completeAll(List<Claimed> claimed, String outcome) {
    return complete(claimed.stream().map(c -> c.result(outcome)).toArray(String[]::new));
  }

  static void upsert(String endpoint, String argument, Object value) {
    rpc().run(RpcCall.of("upsert_webhook_endpoint").with("p_name", endpoint).with(argument, value));
  }
}
