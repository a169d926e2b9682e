package dev.belay.sql.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.TestSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How PostgreSQL does what a dispatcher asks for, with 5,000 deliveries of one moment waiting: by
 * indexes, in their order, and no more rows than it needs.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(value = DatabaseShape.class, names = "PLAIN")
class DispatchPlanTest extends WebhookBehaviour {

  private static final String CLAIM =
      "select count(*) from public.claim_webhook_deliveries(50, 60000, '{\"%s\": 50}')";
  private static final String DELIVERED =
      """
      select count(*) from public.complete_webhook_deliveries((
        select jsonb_agg(jsonb_build_object('id', id, 'lease', lease, 'outcome', 'delivered'))
        from belay.webhook_deliveries where lease is not null
      ))
      """;

  private static String backlog(boolean ordered) {
    String endpoint = newName("plan");
    String table = newWatchedTable(endpoint);
    if (ordered) {
      upsert(endpoint, "p_ordered", true);
    }
    // As an empty queue looks to the planner that was analyzed before it filled.
    TestSql.execute(superuser(), "analyze belay.webhook_deliveries, belay.webhook_outbox");
    run("insert into %s select i, 'n' from generate_series(1, 5000) i".formatted(table));
    assertThat(
            count(
                "(select distinct due_at, endpoint_id from belay.webhook_deliveries d join belay.webhook_endpoints e on e.id = endpoint_id where name = ?) x",
                endpoint))
        .isEqualTo(1);
    return endpoint;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClaimReadsTheFrontOfAnIndexAndSortsNothing(boolean ordered) throws SQLException {
    String endpoint = backlog(ordered);
    // More often than the planner would plan anew.
    for (int i = 0; i < 7; i++) {
      List<String> plans = plans(CLAIM.formatted(endpoint));
      assertThat(plans)
          .anyMatch(plan -> plan.contains("Index Scan using webhook_deliveries_due_idx"));
      assertThat(plans)
          .filteredOn(plan -> plan.contains("webhook_deliveries"))
          .allSatisfy(DispatchPlanTest::assertReadsLittle);
    }
  }

  @Test
  void completingReadsTheRowsItIsAboutOnly() throws SQLException {
    String endpoint = backlog(false);
    TestSql.text(superuser(), CLAIM.formatted(endpoint));
    assertThat(plans(DELIVERED))
        .filteredOn(plan -> plan.contains("Delete on webhook_deliveries"))
        .hasSize(1)
        .allSatisfy(DispatchPlanTest::assertReadsLittle);
  }

  private static void assertReadsLittle(String plan) {
    assertThat(plan).doesNotContain("Sort").doesNotContain("Bitmap").doesNotContain("Hash Join");
    assertThat(plan)
        .doesNotContainPattern("Seq Scan on webhook_(deliveries|outbox|lanes|attempts)");
    plan.lines()
        .filter(line -> line.contains("rows="))
        .forEach(
            line ->
                assertThat(Double.parseDouble(line.replaceAll(".*actual rows=([0-9.]+).*", "$1")))
                    .as(line)
                    .isLessThanOrEqualTo(600));
    plan.lines()
        .filter(line -> line.contains("Rows Removed by Filter"))
        .forEach(
            line ->
                assertThat(Long.parseLong(line.replaceAll("\\D", ""))).as(line).isLessThan(600));
  }

  /** The plans of all statements inside, as auto_explain tells them. */
  private static List<String> plans(String sql) throws SQLException {
    try (Connection connection = superuser().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          load 'auto_explain';
          set auto_explain.log_min_duration = 0;
          set auto_explain.log_nested_statements = on;
          set auto_explain.log_analyze = on;
          set auto_explain.log_timing = off;
          set auto_explain.log_level = 'notice';
          set client_min_messages = 'notice';
          """);
      statement.clearWarnings();
      statement.execute(sql);
      List<String> plans = new ArrayList<>();
      for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
        plans.add(w.getMessage().replaceAll("\\(cost=[^)]*\\) ?", ""));
      }
      assertThat(plans).isNotEmpty();
      return plans;
    }
  }
}
