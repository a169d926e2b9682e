package dev.belay.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.testservers.leak.Refusals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every authorizer does that knows the kinds {@code thing} (uuid), {@code room} (bigint),
 * {@code note} (text), whose rules look for a grant, and {@code broken} (bigint), whose rules fail.
 */
@Timeout(120)
public abstract class TopicAuthorizerContract {

  private static final TopicOperation READ = TopicOperation.READ;
  private static final TopicOperation WRITE = TopicOperation.WRITE;

  private final UUID ada = UUID.randomUUID();
  private final UUID ben = UUID.randomUUID();

  /** The authorizer, perhaps shared with other tests. */
  protected abstract TopicAuthorizer authorizer();

  /** Lets a user use a thing. */
  protected abstract void grant(UUID user, String kind, String id, TopicOperation operation);

  @Test
  void whatTheRuleAllowsIsAllowedAndNothingElse() {
    grant(ada, "room", "17", READ);
    assertThat(reason(ada, "room:17", READ)).isEqualTo(TopicReason.ALLOWED);
    assertThat(reason(ada, "room:17", WRITE)).isEqualTo(TopicReason.DENIED_BY_RULE);
    assertThat(reason(ada, "room:18", READ)).isEqualTo(TopicReason.DENIED_BY_RULE);
    assertThat(reason(ben, "room:17", READ)).isEqualTo(TopicReason.DENIED_BY_RULE);
    assertThat(reason(ada, "note:17", READ)).isEqualTo(TopicReason.DENIED_BY_RULE);
  }

  @Test
  void readingAndWritingAreToldApart() {
    grant(ada, "room", "1", WRITE);
    assertThat(reason(ada, "room:1", WRITE)).isEqualTo(TopicReason.ALLOWED);
    assertThat(reason(ada, "room:1", READ)).isEqualTo(TopicReason.DENIED_BY_RULE);
  }

  @Test
  void everyUserHasATopicOfTheirOwn() {
    assertThat(reason(ada, "user:" + ada, READ)).isEqualTo(TopicReason.ALLOWED);
    assertThat(reason(ada, "user:" + ada, WRITE)).isEqualTo(TopicReason.ALLOWED);
    assertThat(reason(ben, "user:" + ada, READ)).isEqualTo(TopicReason.DENIED_BY_RULE);
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void aMalformedTopicIsDeniedAndNoError(@Nullable String topic) {
    assertThat(reasons(topic)).containsOnly(TopicReason.MALFORMED_TOPIC);
  }

  static List<@Nullable String> malformed() {
    List<@Nullable String> texts =
        new ArrayList<>(
            List.of(
                "",
                ":",
                ":1",
                "room",
                "room ",
                "Room:1",
                "ROOM:1",
                " room:1",
                "\nroom:1",
                "1room:1",
                "room :1",
                "ro om:1",
                "r\u00f6om:1",
                "r\u043eom:1",
                "room\uff1a1",
                "%72oom:1",
                "room%3A1",
                "room\0:1",
                "room:1\0",
                "\0",
                "room:\ud800",
                "\udc00room:1",
                "note:\ud83d",
                "note:\ude00\ud83d",
                "'; drop table belay.topic_kinds; --",
                "{}",
                "x".repeat(33) + ":1"));
    texts.add("note:" + "x".repeat(251));
    texts.add("note:" + "\u00e9".repeat(126));
    texts.add("note:" + "\ud83d\ude00".repeat(63));
    texts.add("note:" + "x".repeat(10_000));
    texts.add(null);
    return texts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing:1", "rooms:1", "roo:1", "realtime:room:1", "user-:1", "x:"})
  void aTopicOfNoKindIsDenied(String topic) {
    assertThat(reasons(topic)).containsOnly(TopicReason.UNKNOWN_KIND);
  }

  @ParameterizedTest
  @MethodSource("malformedIds")
  void anIdThatIsNoneIsDeniedAndNoError(String topic) {
    assertThat(reasons(topic)).containsOnly(TopicReason.MALFORMED_ID);
  }

  static List<String> malformedIds() {
    String id = "00000000-0000-4000-8000-000000000001";
    return List.of(
        "room:",
        "room: 1",
        "room:1 ",
        "room:1\n",
        "room:\n1",
        "room:+1",
        "room:-1",
        "room:1.0",
        "room:1e3",
        "room:0x1",
        "room:1_000",
        "room:9223372036854775808",
        "room:9999999999999999999",
        "room:12345678901234567890",
        "room:\u0661\u0662",
        "room:\uff11",
        "room:1;select 1",
        "room:1' or '1'='1",
        "room:1:2",
        "room:%31",
        "thing:",
        "thing:1",
        "thing:" + id + "\n",
        "thing: " + id,
        "thing:{" + id + "}",
        "thing:urn:uuid:" + id,
        "thing:" + id.replace("-", ""),
        "thing:" + id.replace('0', 'g'),
        "thing:" + id + "0",
        "thing:" + id.replace('-', '_'),
        "user:me",
        "user:" + id + ":" + id,
        "note:",
        "note:a\tb",
        "note:a\nb",
        "note:\u0001",
        "note:\u007f",
        "note:\u0085");
  }

  @ParameterizedTest
  @CsvSource({
    "room, 7, room:7",
    "room, 7, room:007",
    "room, 0, room:0",
    "room, 9223372036854775807, room:9223372036854775807",
    "room, 1, room:0000000000000000001",
    "thing, 00000000-0000-4000-8000-00000000abcd, thing:00000000-0000-4000-8000-00000000ABCD",
    "thing, 00000000-0000-4000-8000-00000000abcd, thing:00000000-0000-4000-8000-00000000aBcD",
  })
  void anIdIsReadAsItsType(String kind, String id, String topic) {
    grant(ada, kind, id, READ);
    assertThat(reason(ada, topic, READ)).isEqualTo(TopicReason.ALLOWED);
    assertThat(reason(ben, topic, READ)).isEqualTo(TopicReason.DENIED_BY_RULE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        " ",
        ":",
        "a:b:c",
        "'",
        "\"",
        "\\",
        "\\u0000",
        "%00",
        "%2F",
        "$$",
        "{\"a\": 1}",
        "null",
        "' or true --",
        "\u00e9",
        "e\u0301",
        "\u200b",
        "\u2028",
        "\ud83d\ude00",
        "\uffff",
        "A",
        "\u0130"
      })
  void aTextIdIsTakenAsItStands(String id) {
    grant(ada, "note", id, READ);
    assertThat(reason(ada, "note:" + id, READ)).isEqualTo(TopicReason.ALLOWED);
    assertThat(reason(ada, "note:" + id + "x", READ)).isEqualTo(TopicReason.DENIED_BY_RULE);
    assertThat(reason(ben, "note:" + id, READ)).isEqualTo(TopicReason.DENIED_BY_RULE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\u00e9", "\u20ac", "\ud83d\ude00"})
  void theLongestTopicHas255Bytes(String character) {
    int bytes = character.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    String id = "y".repeat(250 % bytes) + character.repeat(250 / bytes);
    grant(ada, "note", id, READ);
    assertThat(reason(ada, "note:" + id, READ)).isEqualTo(TopicReason.ALLOWED);
    assertThat(reason(ada, "note:" + id + "y", READ)).isEqualTo(TopicReason.MALFORMED_TOPIC);
  }

  @ParameterizedTest
  @CsvSource({
    "room:1, NO_USER",
    "user:00000000-0000-0000-0000-000000000000, NO_USER",
    "nothing:1, UNKNOWN_KIND",
    "room:x, MALFORMED_ID",
    "x, MALFORMED_TOPIC"
  })
  void nobodyMayUseAnything(String topic, TopicReason reason) {
    assertThat(reason(null, topic, READ)).isEqualTo(reason);
    assertThat(reason(new UUID(0, 0), topic, WRITE)).isEqualTo(reason);
  }

  @Test
  void aRuleThatFailsDeniesAndSpoilsNoOtherDecision() {
    grant(ada, "room", "1", READ);
    grant(ada, "fussy", "1", READ);
    assertThat(
            authorizer()
                .authorizeAll(
                    ada,
                    List.of(
                        TopicRequest.read("room:1"),
                        TopicRequest.read("broken:1"),
                        TopicRequest.write("broken:1"),
                        TopicRequest.read("fussy:3"),
                        TopicRequest.read("fussy:1"),
                        TopicRequest.read("fussy:2"),
                        TopicRequest.read("room:1"))))
        .extracting(TopicDecision::reason)
        .containsExactly(
            TopicReason.ALLOWED,
            TopicReason.RULE_FAILED,
            TopicReason.RULE_FAILED,
            TopicReason.RULE_FAILED,
            TopicReason.ALLOWED,
            TopicReason.DENIED_BY_RULE,
            TopicReason.ALLOWED);
  }

  @Test
  void manyAreAnsweredInTheirOrder() {
    grant(ada, "room", "2000", READ);
    List<TopicRequest> requests = new ArrayList<>();
    IntStream.range(0, 2500).forEach(i -> requests.add(TopicRequest.read("room:" + i)));
    requests.add(TopicRequest.read("malformed"));
    Collections.shuffle(requests);
    requests.addAll(requests.subList(0, 300));
    List<TopicDecision> decisions = authorizer().authorizeAll(ada, requests);
    assertThat(decisions).hasSameSizeAs(requests);
    for (int i = 0; i < requests.size(); i++) {
      TopicRequest request = requests.get(i);
      assertThat(decisions.get(i).reason())
          .as(request.toString())
          .isEqualTo(
              switch (String.valueOf(request.topic())) {
                case "room:2000" -> TopicReason.ALLOWED;
                case "malformed" -> TopicReason.MALFORMED_TOPIC;
                default -> TopicReason.DENIED_BY_RULE;
              });
    }
  }

  @Test
  void noQuestionHasNoAnswer() {
    assertThat(authorizer().authorizeAll(ada, List.of())).isEmpty();
    assertThat(authorizer().authorizeAll(null, List.of())).isEmpty();
  }

  @Test
  void anExplanationDecidesTheSame() {
    grant(ada, "room", "4", READ);
    for (String topic :
        Arrays.asList("room:4", "room:5", "room:x", "broken:1", "nothing:1", "x", "\0", null)) {
      for (TopicOperation operation : TopicOperation.values()) {
        for (UUID user : Arrays.asList(ada, null)) {
          assertThat(authorizer().explain(user, topic, operation).decision())
              .as("%s %s", operation, topic)
              .isEqualTo(authorizer().authorize(user, topic, operation));
        }
      }
    }
  }

  @Test
  void anExplanationNamesTheKindWhereThereIsOne() {
    assertThat(authorizer().explain(ada, "room:5", READ).kind()).contains("room");
    assertThat(authorizer().explain(ada, "room:x", READ).kind()).contains("room");
    assertThat(authorizer().explain(ada, "nothing:5", READ).kind()).isEmpty();
    assertThat(authorizer().explain(ada, null, READ).kind()).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway")
  void whatIsToBeDoneMustBeSaid() {
    Refusals.refusalOf(
        NullPointerException.class, () -> authorizer().authorize(ada, "room:1", null));
    Refusals.refusalOf(NullPointerException.class, () -> authorizer().explain(ada, "room:1", null));
  }

  private List<TopicReason> reasons(@Nullable String topic) {
    return List.of(reason(ada, topic, READ), reason(ada, topic, WRITE));
  }

  private TopicReason reason(
      @Nullable UUID user, @Nullable String topic, TopicOperation operation) {
    return authorizer().authorize(user, topic, operation).reason();
  }
}
