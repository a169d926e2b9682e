package dev.belay.webhook.send;

import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;
import dev.belay.sql.TestSql;
import dev.belay.webhook.send.rpc.WebhookOutbox;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** An installed database with watched tables, for the tests of the sending side. */
public final class WebhookDatabase implements AutoCloseable {

  private final InstalledDatabase installed;

  WebhookDatabase(InstalledDatabase installed) {
    this.installed = installed;
  }

  /** Empty tables that nobody watches, an empty outbox, and no endpoint. */
  void reset() {
    sql(
        """
        drop table if exists public.trips, public.chat_messages, public."Reisen\nüber Land";
        create table public.trips (id bigint primary key, title text);
        create table public.chat_messages (id bigint primary key, trip bigint, body text);
        truncate belay.webhook_endpoints, belay.webhook_outbox, belay.webhook_deliveries,
          belay.webhook_attempts, belay.webhook_lanes;
        """);
  }

  /** Makes an endpoint without a URL, fed by a table. */
  void watch(String table, String endpoint) {
    watch(table, endpoint, "{}");
  }

  void watch(String table, String endpoint, String options) {
    WebhookOutbox.over(rpc()).endpoints().upsertWithoutUrl(endpoint);
    TestSql.execute(
        installed.superuser(),
        "select belay.watch_table('public.%s', '%s', '{INSERT,UPDATE,DELETE}', '%s')"
            .formatted(table, endpoint, options));
  }

  void sql(String statement) {
    TestSql.execute(installed.superuser(), statement);
  }

  /** Sets a setting of the database; blank is as good as none. */
  void setting(String name, String value) {
    sql(
        """
        do $$ begin
          execute format('alter database %%I set %s = %%L', current_database(), '%s');
        end $$
        """
            .formatted(name, value));
  }

  /** Inserts trips from one id to another, in one transaction. */
  void trips(long from, long to) {
    sql(
        "insert into public.trips select i, 'trip ' || i from generate_series(%d, %d) as i"
            .formatted(from, to));
  }

  RpcClient rpc() {
    return installed.rpc();
  }

  InstalledDatabase installed() {
    return installed;
  }

  List<UUID> events() {
    return TestSql.column(
            installed.superuser(), "select event_id from belay.webhook_outbox order by id")
        .stream()
        .map(UUID::fromString)
        .toList();
  }

  String payload(UUID event) {
    return TestSql.text(
        installed.superuser(),
        "select payload from belay.webhook_outbox where event_id = ?",
        event);
  }

  long unfinished() {
    return TestSql.number(installed.superuser(), "select count(*) from belay.webhook_deliveries");
  }

  long leased() {
    return TestSql.number(
        installed.superuser(),
        "select count(*) from belay.webhook_deliveries where leased_until > clock_timestamp()");
  }

  /** Lets all that waits for another attempt be due. */
  void hurry() {
    sql("update belay.webhook_deliveries set due_at = now() where due_at < 'infinity'");
  }

  /** Polls until something holds; fails after half a minute. */
  public static void await(String what, BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("Not within 30 seconds: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  @Override
  public void close() {
    installed.close();
  }
}
