package dev.belay.sql.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.TestSql;
import dev.belay.sql.schema.InstallReport;
import dev.belay.sql.schema.SchemaInstaller;
import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The policies on a table that is not ours, and beside those of somebody else. */
class TopicPolicyInstallTest {

  private static final String AGAIN = "select belay.install_topic_policies()";
  private static final String POLICIES =
      "select polname from pg_policy where polrelid = 'realtime.messages'::regclass order by 1";

  private PostgresDatabase database;
  private DatabaseShape shape;

  @AfterEach
  void drop() {
    database.close();
  }

  private void create(DatabaseShape wanted) {
    shape = wanted;
    database = wanted.create();
  }

  private DataSource owner() {
    return database.dataSource(shape.owner());
  }

  private void superuser(String sql) {
    TestSql.execute(database.dataSource(), sql);
  }

  private InstallReport install() {
    return SchemaInstaller.of(owner()).install();
  }

  private List<String> policies() {
    return TestSql.column(database.dataSource(), POLICIES);
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyProjectGetsThemWithoutAWord(DatabaseShape wanted) {
    create(wanted);
    assertThat(install().warnings()).noneMatch(warning -> warning.contains("polic"));
    assertThat(
            TestSql.column(
                database.dataSource(),
                "select format('%s %s %s %s', polname, polcmd, polpermissive, polroles::regrole[])"
                    + " from pg_policy where polrelid = 'realtime.messages'::regclass order by 1"))
        .containsExactly(
            "belay_topic_read r t {authenticated}", "belay_topic_write a t {authenticated}");
  }

  @Test
  void whereThePlatformRefusesThemTheReportSaysWhatToRun() {
    create(DatabaseShape.SUPABASE);
    superuser("drop event trigger supautils_stand_in_lends");
    assertThat(install().warnings())
        .anyMatch(
            warning ->
                warning.contains("could not make them on realtime.messages (error 42501)")
                    && warning.contains("run belay-sql/bootstrap/topic_policies.sql"));
    assertThat(policies()).isEmpty();
    assertThat(TestSql.text(owner(), AGAIN)).isEqualTo("f");
    // As a superuser, for whom running a function of somebody else is no advice.
    superuser(TestSql.resource("/belay-sql/bootstrap/topic_policies.sql"));
    assertThat(policies()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void theFileMakesWhatTheInstallationMakes(DatabaseShape wanted) {
    create(wanted);
    install();
    String definitions =
        "select string_agg(format('%s %s %s %s', polname, polcmd, pg_get_expr(polqual, polrelid),"
            + " pg_get_expr(polwithcheck, polrelid)), ' ' order by polname)"
            + " from pg_policy where polrelid = 'realtime.messages'::regclass";
    String installed = TestSql.text(database.dataSource(), definitions);
    superuser(TestSql.resource("/belay-sql/bootstrap/topic_policies.sql"));
    assertThat(TestSql.text(database.dataSource(), definitions)).isEqualTo(installed);
    assertThat(TestSql.text(owner(), AGAIN)).isEqualTo("t");
    assertThat(TestSql.text(database.dataSource(), definitions)).isEqualTo(installed);
  }

  @Test
  void aTableOfAnotherFormDoesNotEndTheInstallation() {
    create(DatabaseShape.PLAIN);
    superuser(
        "create schema realtime; create table realtime.messages (id int);"
            + " create function realtime.topic() returns text language sql as 'select null';"
            + " alter table realtime.messages owner to %1$s; grant usage on schema realtime to %1$s"
                .formatted(shape.owner()));
    assertThat(install().warnings()).anyMatch(w -> w.contains("(error 42703)"));
  }

  @Test
  void aSchemaOfThePlatformIsNotTouched() {
    create(DatabaseShape.SUPABASE);
    String fingerprint =
        "select string_agg(x, ' ' order by x) from ("
            + "select c.relname || c.relowner || c.relacl::text || c.relrowsecurity from pg_class c"
            + " where c.relnamespace = 'realtime'::regnamespace"
            + " union all select p.proname || p.proowner || coalesce(p.proacl::text, '') || p.prosrc from pg_proc p"
            + " where p.pronamespace = 'realtime'::regnamespace"
            + " union all select n.nspacl::text from pg_namespace n where n.nspname = 'realtime') as y (x)";
    String before = TestSql.text(database.dataSource(), fingerprint);
    install();
    assertThat(TestSql.text(database.dataSource(), fingerprint)).isEqualTo(before);
  }

  @Test
  void whereTheServerHasNotMadeItsTableYetTheReportSaysSo() {
    create(DatabaseShape.PLAIN);
    superuser("create schema realtime");
    assertThat(install().warnings())
        .anyMatch(warning -> warning.contains("not there yet") && warning.contains(AGAIN));
    assertThat(
            TestSql.text(
                database.dataSource(),
                "select count(*) from pg_class where relnamespace = 'realtime'::regnamespace"))
        .isEqualTo("0");
  }

  @Test
  void aTableWithoutRowSecurityIsNamed() {
    create(DatabaseShape.SUPABASE);
    superuser("alter table realtime.messages disable row level security");
    assertThat(install().warnings())
        .anyMatch(w -> w.contains("row level security of realtime.messages is off"));
    assertThat(TestSql.text(owner(), AGAIN)).isEqualTo("f");
  }

  /** Policies add up, so another one opens what no rule does. */
  @ParameterizedTest
  @EnumSource
  void anotherPolicyIsNamedAndKept(DatabaseShape wanted) {
    create(wanted);
    install();
    String policy = "create policy \"%s\" on realtime.messages for %s to %s using (true)";
    superuser(policy.formatted("all; of it", "all", "authenticated"));
    superuser(policy.formatted("for_everybody", "select", "public"));
    superuser(policy.formatted("for_anon", "select", "anon"));
    superuser(policy.formatted("for_updates", "update", "authenticated"));
    superuser(
        policy
            .replace(" for ", " as restrictive for ")
            .formatted("narrower", "select", "authenticated"));
    String group = PostgresServer.uniqueName("group");
    superuser("create role %1$s; grant %1$s to authenticated".formatted(group));
    superuser(policy.formatted("to_a_group", "select", group));
    try {
      assertThat(warningsOf(AGAIN))
          .containsExactly(
              "belay: other policies of realtime.messages open or close topics too,"
                  + " which TopicAuthorizer does not know of:"
                  + " \"all; of it\", for_everybody, narrower, to_a_group");
      assertThat(policies()).hasSize(8);
    } finally {
      superuser("drop owned by %1$s; drop role %1$s".formatted(group));
    }
  }

  private List<String> warningsOf(String sql) {
    try (Connection connection = owner().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      List<String> warnings = new ArrayList<>();
      for (SQLWarning at = statement.getWarnings(); at != null; at = at.getNextWarning()) {
        if (at.getSQLState().equals("01000")) {
          warnings.add(at.getMessage());
        }
      }
      return warnings;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Those of the original project, for trips, sessions and users. */
  @Test
  void theOldPolicyOfAKindGoesWhenItsRuleIsRegistered() throws Exception {
    create(DatabaseShape.SUPABASE);
    for (String kind : List.of("trip", "user", "session")) {
      for (String act : List.of("read", "write")) {
        superuser(
            "create policy rtm_%s_topic_%s on realtime.messages for %s to authenticated %s (true)"
                .formatted(
                    kind,
                    act,
                    act.equals("read") ? "select" : "insert",
                    act.equals("read") ? "using" : "with check"));
      }
    }
    assertThat(install().warnings())
        .anyMatch(
            w ->
                w.endsWith(
                    "rtm_session_topic_read, rtm_session_topic_write, rtm_trip_topic_read, rtm_trip_topic_write"));
    assertThat(policies()).hasSize(6).doesNotContain("rtm_user_topic_read", "rtm_user_topic_write");

    TestSql.execute(
        owner(),
        "create schema app; create function app.no(uuid, bigint) returns boolean language sql stable"
            + " set search_path = pg_catalog, pg_temp as 'select false';"
            + " create function app.no(uuid, uuid) returns boolean language sql stable"
            + " set search_path = pg_catalog, pg_temp as 'select false';"
            + " select belay.register_topic_kind('trip', 'bigint', 'app.no', 'app.no')");
    assertThat(policies()).hasSize(4).allMatch(name -> !name.contains("trip"));
    UUID user = UUID.randomUUID();
    assertThat(new RealtimeProbe(database.dataSource()).allows(user, "trip:1", "read")).isTrue();
    TestSql.execute(
        owner(), "select belay.register_topic_kind('session', 'uuid', 'app.no', 'app.no')");
    assertThat(policies()).containsExactly("belay_topic_read", "belay_topic_write");
    assertThat(new RealtimeProbe(database.dataSource()).allows(user, "trip:1", "read")).isFalse();
  }

  @Test
  void anOldPolicyThatMayNotBeDroppedIsNamed() {
    create(DatabaseShape.SUPABASE);
    install();
    superuser(
        "create policy rtm_user_topic_read on realtime.messages for select to authenticated using (true);"
            + " drop event trigger supautils_stand_in_lends");
    assertThat(
            warningsOf(
                "select belay.register_topic_kind('user', 'uuid', 'belay.is_self', 'belay.is_self')"))
        .containsExactly(
            "belay: an old policy adds to a registered rule. Run:"
                + " drop policy rtm_user_topic_read on realtime.messages");
  }

  /**
   * A database whose policies were made before: they are changed, or the report says what to do.
   */
  @ParameterizedTest
  @EnumSource
  void theWritePolicyOfAnEarlierInstallationIsChanged(DatabaseShape wanted) throws Exception {
    create(wanted);
    install();
    String open =
        "alter policy belay_topic_write on realtime.messages with check (topic = realtime.topic())";
    String definition =
        "select pg_get_expr(polwithcheck, polrelid) from pg_policy where polname = 'belay_topic_write'";
    String made = TestSql.text(database.dataSource(), definition);
    superuser(open);
    String migration = TestSql.migration("20261126200100_topic_rule_limits.sql");
    assertThat(warningsOf(migration)).isEmpty();
    assertThat(TestSql.text(database.dataSource(), definition)).isEqualTo(made);
    if (wanted == DatabaseShape.SUPABASE) {
      superuser("drop event trigger supautils_stand_in_lends");
      assertThat(warningsOf(migration))
          .singleElement()
          .asString()
          .contains("(error 42501)", "run belay-sql/bootstrap/topic_policies.sql");
    }
  }

  @Test
  void aRuleOfAnEarlierInstallationThatReadsTheRoleIsNamed() throws Exception {
    create(DatabaseShape.PLAIN);
    install();
    TestSql.execute(
        owner(),
        "create schema app; create function app.old(uuid, text) returns boolean language sql stable"
            + " set search_path = pg_catalog, pg_temp as 'select session_user = $2';"
            + " insert into belay.topic_kinds values"
            + " ('old', 'text', 'app.old', 'app.gone'), ('new', 'text', 'app.gone', 'app.gone')");
    assertThat(warningsOf(TestSql.migration("20261126200100_topic_rule_limits.sql")))
        .singleElement()
        .asString()
        .startsWith("belay: rule app.old of topics old reads the role of the session");
  }
}
