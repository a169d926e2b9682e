package dev.belay.sql.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.RpcCall;
import dev.belay.support.BelayException;
import dev.belay.support.InvalidArgumentException;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service asks: many topics at once, and why. */
@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class TopicRequestTest extends TopicBehaviour {

  @Test
  void manyAreDecidedAtOnceInTheirOrder() {
    String kind = newKind("bigint");
    UUID user = newMember("7", "viewer");
    String[] requests =
        IntStream.range(0, 1000)
            .mapToObj(i -> request(kind + ":" + i % 10, i % 2 == 0 ? "write" : "read"))
            .toArray(String[]::new);
    assertThat(
            rpc()
                .rows(
                    authorizeCall(user, "[" + String.join(",", requests) + "]"),
                    row ->
                        row.integer("ordinal").orElseThrow()
                            + " "
                            + row.bool("allowed").orElseThrow()))
        .isEqualTo(
            IntStream.range(0, 1000)
                .mapToObj(i -> i + 1 + " " + (i % 10 == 7))
                .collect(Collectors.toList()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "\"user:1\"",
        "[]",
        "[null]",
        "[\"user:1\"]",
        "[{}]",
        "[[]]",
        "[{\"topic\": \"user:1\"}]",
        "[{\"topic\": null, \"operation\": \"read\"}]",
        "[{\"topic\": 1, \"operation\": \"read\"}]",
        "[{\"topic\": \"a:1\", \"operation\": \"READ\"}]",
        "[{\"topic\": \"a:1\", \"operation\": \"delete\"}]",
        "[{\"topic\": \"a:1\", \"operation\": null}]",
        "[{\"topic\": \"a:1\", \"operation\": \"read\"}, {\"topic\": \"a:1\"}]"
      })
  void requestsOfAnotherFormAreRefused(String requests) {
    BelayException e =
        refusal(InvalidArgumentException.class, authorizeCall(database().newUser(), requests));
    assertThat(e.fault().sqlState()).contains("22023");
  }

  @Test
  void moreThanAThousandRequestsAreRefused() {
    String requests =
        "[" + (request("a:1", "read") + ",").repeat(1000) + request("a:1", "read") + "]";
    assertThat(refusal(InvalidArgumentException.class, authorizeCall(UUID.randomUUID(), requests)))
        .hasMessageContaining("1 to 1000 requests");
  }

  @Test
  void anExplanationNamesTheRuleAndWhatTheUserIs() {
    String kind = newKind("text");
    UUID viewer = newMember("a", "viewer");
    assertThat(explain(viewer, kind + ":a", "read"))
        .isEqualTo("true allowed " + kind + " app.is_member viewer");
    assertThat(explain(viewer, kind + ":a", "write"))
        .isEqualTo("false denied_by_rule " + kind + " app.is_editor viewer");
    assertThat(explain(viewer, kind + ":other", "write"))
        .isEqualTo("false denied_by_rule " + kind + " app.is_editor -");
    assertThat(explain(viewer, kind + ":", "read"))
        .isEqualTo("false malformed_id " + kind + " app.is_member -");
    assertThat(explain(viewer, "nothing:a", "read")).isEqualTo("false unknown_kind - - -");
    assertThat(explain(viewer, "x", "read")).isEqualTo("false malformed_topic - - -");
    assertThat(explain(null, kind + ":a", "read"))
        .isEqualTo("false no_user " + kind + " app.is_member -");
    assertThat(explain(viewer, "user:" + viewer, "write"))
        .isEqualTo("true allowed user belay.is_self the user");
  }

  @Test
  void anExplanationIsOfReadingOrWriting() {
    for (String operation : new String[] {null, "", "delete", "READ"}) {
      refusal(InvalidArgumentException.class, explainCall(UUID.randomUUID(), "user:1", operation));
    }
  }

  private static RpcCall explainCall(UUID user, String topic, String operation) {
    return RpcCall.of("explain_topic")
        .with("p_user_id", user)
        .with("p_topic", topic)
        .with("p_operation", operation);
  }

  private static String explain(UUID user, String topic, String operation) {
    return rpc()
        .rows(
            explainCall(user, topic, operation),
            row ->
                String.join(
                    " ",
                    row.bool("allowed").orElseThrow().toString(),
                    row.text("reason").orElseThrow(),
                    row.text("kind").orElse("-"),
                    row.text("rule").orElse("-"),
                    row.text("fact").orElse("-")))
        .get(0);
  }
}
