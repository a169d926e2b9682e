package dev.belay.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.examples.cli.Cli.Result;
import dev.belay.examples.travel.TravelSchema;
import dev.belay.testservers.SupabaseShape;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RealtimeCommandsTest {

  private static CliProject project;
  private static UUID owner;
  private static UUID viewer;

  @BeforeAll
  static void install() {
    SupabaseShape shape = SupabaseShape.hosted();
    project = CliProject.start(shape);
    CliDatabase database = project.database();
    TravelSchema.install(database.database().dataSource(shape.owner()));
    owner = database.newUser();
    viewer = database.newUser();
    database.execute(
        """
        insert into public.trips (user_id, title) values ('%s', 'Lisbon');
        insert into public.trip_collaborators (trip_id, user_id, role) values (1, '%s', 'viewer');
        """
            .formatted(owner, viewer));
  }

  @AfterAll
  static void drop() {
    project.close();
  }

  private static Cli overRest() {
    return project.with("SUPABASE_SECRET_KEY", project.keys().secretKey());
  }

  private static Cli overJdbc() {
    return project.database().service();
  }

  @Test
  void saysWhatDecidesOverJdbc() {
    saysWhatDecides(overJdbc());
  }

  @Test
  void saysWhatDecidesOverRest() {
    saysWhatDecides(overRest());
  }

  private static void saysWhatDecides(Cli belay) {
    Result read = explain(belay, viewer, "trip:1");
    assertThat(read.exitCode()).as(read.err()).isZero();
    assertThat(read.out().lines())
        .containsExactly(
            "decision:  allowed to read",
            "reason:    allowed, the rule allows it",
            "kind:      trip",
            "rule:      travel.can_read_trip",
            "fact:      collaborator (viewer)");

    Result write = explain(belay, viewer, "trip:1", "--write");
    assertThat(write.exitCode()).isEqualTo(1);
    assertThat(write.err()).isEmpty();
    assertThat(write.out().lines())
        .containsExactly(
            "decision:  denied to write",
            "reason:    denied_by_rule, the rule does not allow it",
            "kind:      trip",
            "rule:      travel.can_write_trip",
            "fact:      collaborator (viewer)");
  }

  @Test
  void tellsNothingOfThingsThatAreNotTheUsers() {
    UUID stranger = UUID.randomUUID();
    Result there = explain(overJdbc(), stranger, "trip:1");
    Result notThere = explain(overJdbc(), stranger, "trip:999");
    assertThat(there.exitCode()).isEqualTo(1);
    assertThat(there.out()).isEqualTo(notThere.out()).doesNotContain("fact:");
  }

  @Test
  void deniesAMalformedTopicWithoutRepeatingIt() {
    Result malformed = explain(overJdbc(), owner, "trip\u001b[31m");
    assertThat(malformed.exitCode()).isEqualTo(1);
    assertThat(malformed.out())
        .contains("malformed_topic")
        .doesNotContain("kind:", "rule:", "\u001b");
    assertThat(explain(overJdbc(), owner, "nothing:1").out()).contains("unknown_kind");
    assertThat(explain(overJdbc(), owner, "trip:x").out()).contains("malformed_id", "kind:");
  }

  @Test
  void printsNothingThatATerminalWouldObey() {
    project
        .database()
        .execute(
            """
            create function travel.anybody(p_user_id uuid, p_id text) returns boolean
            language sql stable set search_path = pg_catalog, pg_temp as $$ select true $$;
            create function travel.explain_badly(p_user_id uuid, p_id text) returns text
            language sql stable set search_path = pg_catalog, pg_temp
            as $$ select e'\\x1b[2Jowner' $$;
            select belay.register_topic_kind(
              'bad', 'text', 'travel.anybody', 'travel.anybody', 'travel.explain_badly');
            """);
    assertThat(explain(overJdbc(), owner, "bad:1").out())
        .contains("fact:      ?[2Jowner")
        .doesNotContain("\u001b");
  }

  @Test
  void aFailureIsNoDenial() {
    Result refused = explain(project.database().stranger(), owner, "trip:1");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err().lines()).hasSize(1);
  }

  @Test
  void wrongUseIsSaid() {
    Cli belay = overJdbc();
    assertThat(belay.run("realtime", "explain", "--topic", "trip:1").exitCode()).isEqualTo(2);
    assertThat(belay.run("realtime", "explain", "--user", owner.toString()).exitCode())
        .isEqualTo(2);
    assertThat(belay.run("realtime", "explain", "--user", "me", "--topic", "trip:1").exitCode())
        .isEqualTo(2);
  }

  private static Result explain(Cli belay, UUID user, String topic, String... options) {
    String[] line = {"realtime", "explain", "--user", user.toString(), "--topic", topic};
    String[] all = Arrays.copyOf(line, line.length + options.length);
    System.arraycopy(options, 0, all, line.length, options.length);
    return belay.run(all);
  }
}
