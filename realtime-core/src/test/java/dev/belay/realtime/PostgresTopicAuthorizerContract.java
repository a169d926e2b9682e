package dev.belay.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What an authorizer of a database does, whichever way it asks. */
abstract class PostgresTopicAuthorizerContract extends TopicAuthorizerContract {

  private final UUID ada = UUID.randomUUID();
  private final UUID ben = UUID.randomUUID();

  protected abstract InstalledDatabase database();

  @Override
  protected void grant(UUID user, String kind, String id, TopicOperation operation) {
    TopicDatabase.grant(database(), user, kind, id, operation);
  }

  @Test
  void anExplanationNamesTheRuleAndTheFact() {
    grant(ada, "room", "1", TopicOperation.READ);
    TopicExplanation read = authorizer().explain(ada, "room:1", TopicOperation.READ);
    assertThat(read.decision().reason()).isEqualTo(TopicReason.ALLOWED);
    assertThat(read.kind()).contains("room");
    assertThat(read.rule()).contains("app.can_read_room");
    assertThat(read.fact()).contains("may read");
    TopicExplanation write = authorizer().explain(ada, "room:1", TopicOperation.WRITE);
    assertThat(write.decision().reason()).isEqualTo(TopicReason.DENIED_BY_RULE);
    assertThat(write.rule()).contains("app.can_write_room");
    assertThat(write.fact()).contains("may read");
  }

  /** What exists and what does not look the same to whoever has nothing to do with it. */
  @Test
  void anExplanationTellsNothingOfOthers() {
    grant(ada, "room", "2", TopicOperation.READ);
    TopicExplanation others = authorizer().explain(ben, "room:2", TopicOperation.READ);
    TopicExplanation nobodys = authorizer().explain(ben, "room:3", TopicOperation.READ);
    assertThat(others.fact()).isEmpty();
    assertThat(others.toString()).isEqualTo(nobodys.toString());
  }

  @Test
  void anExplanationHasNoFactWhereTheKindHasNoRuleForIt() {
    grant(ada, "note", "x", TopicOperation.READ);
    TopicExplanation explanation = authorizer().explain(ada, "note:x", TopicOperation.READ);
    assertThat(explanation.rule()).contains("app.can_read_note");
    assertThat(explanation.fact()).isEmpty();
  }

  @Test
  void aKindThatIsUnregisteredIsDeniedAtOnce() {
    TestSql.execute(
        database().owner(),
        "select belay.register_topic_kind('hall', 'text', 'app.can_read_note', 'app.can_read_note')");
    grant(ada, "note", "a", TopicOperation.READ);
    assertThat(authorizer().authorize(ada, "hall:a", TopicOperation.WRITE).allowed()).isTrue();
    TestSql.execute(database().owner(), "select belay.unregister_topic_kind('hall')");
    assertThat(authorizer().authorize(ada, "hall:a", TopicOperation.WRITE).reason())
        .isEqualTo(TopicReason.UNKNOWN_KIND);
  }
}
