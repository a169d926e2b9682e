package dev.belay.realtime.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.realtime.TopicAuthorizer;
import dev.belay.realtime.TopicAuthorizers;
import dev.belay.realtime.TopicDecision;
import dev.belay.realtime.TopicExplanation;
import dev.belay.realtime.TopicOperation;
import dev.belay.realtime.TopicRequest;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.TestSql;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** On kinds of every id type. The travel app's own kinds are held to it in the examples. */
@Timeout(1200)
class TopicParityTest {

  private static final long SEED = Long.getLong("belay.parity.seed", System.nanoTime());

  @ParameterizedTest
  @EnumSource(DatabaseShape.class)
  void allWhoDecideAgree(DatabaseShape shape) {
    try (GrantedWorld world = GrantedWorld.create(shape, SEED)) {
      List<String> differences = new ArrayList<>();
      for (int round = 0; round < 10; round++) {
        differences.addAll(world.round(500));
      }
      System.out.println(world.report());
      assertThat(differences).as(world.report()).isEmpty();
      assertThat(world.parity().decisions()).isGreaterThan(5_000);
      assertThat(world.parity().readable()).isPositive();
      assertThat(world.parity().writable()).isPositive();
    }
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of(
            "a policy that takes writing for reading",
            """
            drop policy belay_topic_write on realtime.messages;
            create policy belay_topic_write on realtime.messages for insert to authenticated
              with check (topic = (select belay.usable_topic(belay.request_user_id(), realtime.topic(), 'read')));
            """),
        Arguments.of(
            "a policy that minds the case of a UUID",
            """
            create policy broken on realtime.messages as restrictive for select to authenticated
              using (topic !~ '^(user|thing):' or topic = lower(topic));
            """),
        Arguments.of(
            "a policy that forgets presence",
            """
            create policy broken on realtime.messages as restrictive for insert to authenticated
              with check (extension = 'broadcast');
            """),
        Arguments.of(
            "a policy of somebody else that opens more",
            """
            create policy broken on realtime.messages for select to authenticated
              using (topic like 'user:' || auth.uid() || '%');
            """),
        Arguments.of(
            "a policy that fails on an id that is none",
            """
            create policy broken on realtime.messages for insert to authenticated
              with check (topic like 'room:%' and split_part(topic, ':', 2)::bigint < 0);
            """),
        Arguments.of(
            "no row-level security", "alter table realtime.messages disable row level security"),
        Arguments.of(
            "a rule that forgets the operation",
            """
            create or replace function app.can_write_room(p_user_id uuid, p_id bigint)
            returns boolean language sql stable set search_path = pg_catalog, pg_temp
            as $$ select app.has_grant(p_user_id, 'room', p_id::text, 'read') $$;
            """),
        Arguments.of(
            "a rule that minds the form of an id",
            """
            create or replace function app.can_read_thing(p_user_id uuid, p_id uuid)
            returns boolean language sql stable set search_path = pg_catalog, pg_temp
            as $$ select app.has_grant(p_user_id, 'thing', upper(p_id::text), 'read') $$;
            """));
  }

  /** Else it would agree to anything. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void aDifferenceIsFound(String name, String statements) {
    try (GrantedWorld world = GrantedWorld.small(DatabaseShape.PLAIN, SEED)) {
      assertThat(world.round(100)).as(world.report()).isEmpty();
      TestSql.execute(world.database().superuser(), statements);
      List<String> after = new ArrayList<>();
      for (int round = 0; round < 10 && after.isEmpty(); round++) {
        after.addAll(world.round(300));
      }
      assertThat(after).as("%s, %s", name, world.report()).isNotEmpty();
    }
  }

  /** As one that gives answers in another order than it was asked. */
  @Test
  void answersThatAreMixedUpAreFound() {
    try (GrantedWorld world = GrantedWorld.small(DatabaseShape.PLAIN, SEED)) {
      UUID user = world.users().get(0);
      TopicAuthorizer right = TopicAuthorizers.over(world.database().rpc());
      TopicParity parity =
          new TopicParity(Map.of("reversed", new Reversed(right)), world.security());
      assertThat(parity.differences(user, List.of("user:" + user, "room:x"))).isNotEmpty();
    }
  }

  private record Reversed(TopicAuthorizer right) implements TopicAuthorizer {

    @Override
    public List<TopicDecision> authorizeAll(@Nullable UUID userId, List<TopicRequest> requests) {
      List<TopicDecision> decisions = new ArrayList<>(right.authorizeAll(userId, requests));
      Collections.reverse(decisions);
      return decisions;
    }

    @Override
    public TopicExplanation explain(
        @Nullable UUID userId, @Nullable String topic, TopicOperation operation) {
      return right.explain(userId, topic, operation);
    }
  }
}
