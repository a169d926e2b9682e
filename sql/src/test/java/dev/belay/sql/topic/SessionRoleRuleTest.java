package dev.belay.sql.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The role of the session cannot be hidden from a rule, so a rule that reads it is refused. */
@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class SessionRoleRuleTest extends TopicBehaviour {

  private static final String REGISTER =
      "select belay.register_topic_kind('%1$s', 'text', 'app.is_member', '%2$s')";

  private static String rule(String body) {
    return newRule(
        "text",
        "returns boolean language sql stable set search_path = pg_catalog, pg_temp " + body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "as $$ select session_user = 'x' $$",
        "as $$ select Session_User::text = $2 $$",
        "as $$ select current_setting('role') = 'service_role' $$",
        "as $$ select pg_catalog.current_setting ( 'ROLE', true) = 'x' $$",
        "as $$ select \"current_setting\"('role') = 'x' $$",
        "as $$ select current_setting('session_authorization') = 'x' $$",
        "as $$ select current_setting('is_superuser')::boolean $$",
        "begin atomic select session_user = 'x'; end",
        "begin atomic select current_setting('role') = 'x'; end"
      })
  void aRuleThatReadsTheRoleIsRefused(String body) {
    assertThat(stateOf(REGISTER.formatted(newName("refused"), rule(body)))).isEqualTo("22023");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "as $$ select $2 <> 'session_users' $$",
        "as $$ select current_setting('timezone') = 'UTC' $$",
        "as $$ select exists (select from app.members m where m.role = $2) or true $$",
        "begin atomic select $2 <> 'role'; end"
      })
  void anotherIsNot(String body) throws SQLException {
    String kind = newName("other");
    run(REGISTER.formatted(kind, rule(body)));
    assertThat(decide(database().newUser(), kind + ":a", "write")).isEqualTo("allowed");
  }
}
