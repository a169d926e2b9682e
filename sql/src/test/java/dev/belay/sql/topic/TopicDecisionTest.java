package dev.belay.sql.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decided, over the RPC and by row-level security, about topics of any content. */
@ParameterizedClass(name = "{0}")
@EnumSource(DatabaseShape.class)
class TopicDecisionTest extends TopicBehaviour {

  private static final String ID = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";

  private static void assertDecided(UUID user, String topic, String operation, String reason)
      throws SQLException {
    assertThat(decide(user, topic, operation)).as("%s %s", operation, topic).isEqualTo(reason);
    assertThat(realtime().allows(user, topic, operation))
        .as("row-level security: %s %s", operation, topic)
        .isEqualTo(reason.equals("allowed"));
  }

  @Test
  void everyUserHasATopicOfTheirOwn() throws SQLException {
    UUID user = database().newUser();
    for (String operation : List.of("read", "write")) {
      assertDecided(user, "user:" + user, operation, "allowed");
      assertDecided(user, "user:" + user.toString().toUpperCase(Locale.ROOT), operation, "allowed");
      assertDecided(user, "user:" + database().newUser(), operation, "denied_by_rule");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"uuid", "bigint", "text"})
  void readingAndWritingAreToldApart(String idType) throws SQLException {
    String kind = newKind(idType);
    String id = idType.equals("uuid") ? UUID.randomUUID().toString() : newName("9");
    UUID editor = newMember(id, "editor");
    UUID viewer = newMember(id, "viewer");
    UUID stranger = database().newUser();
    assertDecided(editor, kind + ":" + id, "read", "allowed");
    assertDecided(editor, kind + ":" + id, "write", "allowed");
    assertDecided(viewer, kind + ":" + id, "read", "allowed");
    assertDecided(viewer, kind + ":" + id, "write", "denied_by_rule");
    assertDecided(stranger, kind + ":" + id, "read", "denied_by_rule");
    assertDecided(stranger, kind + ":" + id, "write", "denied_by_rule");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "%s",
        "%s%%3A1",
        " %s:1",
        "%s :1",
        "\n%s:1",
        "-%s:1",
        "1%s:1",
        "\u0435%s:1",
        "%s\u00a0:1",
        "%s'--:1",
        "%s;drop table belay.topic_kinds:1",
        "%%",
        "realtime %s:1",
        "abcdefghijklmnopqrstuvwxyz0123456:1",
        "A%s:1",
        "\ufeff%s:1",
        "%s\uff1a1"
      })
  void aTopicOfAnotherFormIsMalformed(String form) throws SQLException {
    String kind = newKind("bigint");
    UUID user = newMember("1", "editor");
    for (String operation : List.of("read", "write")) {
      assertDecided(user, form.formatted(kind), operation, "malformed_topic");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%sx:1", "x%s:1", "realtime:%s:1", "private:1", "%s-:1", "%s_:1"})
  void aPrefixIsTheWholeWordBeforeTheFirstColon(String form) throws SQLException {
    String kind = newKind("bigint");
    assertDecided(newMember("1", "editor"), form.formatted(kind), "read", "unknown_kind");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1 ",
        " 1",
        "1\n",
        "\n1",
        "+1",
        "-1",
        "1.0",
        "1e0",
        "0x1",
        "1_000",
        "1:",
        ":1",
        "1:1",
        "%31",
        "\u0661",
        "\uff11",
        "\u0967",
        "1\u200b",
        "1; select 1",
        "1 or 1=1",
        "1) or (true",
        "'1'",
        "$1",
        "9223372036854775808",
        "9999999999999999999",
        "00000000000000000001",
        "null",
        "NaN",
        "1\t",
        "1\u0001",
        "99999999999999999999999999999999999999999999999999999999999999"
      })
  void anIdThatIsNoBigintIsMalformed(String id) throws SQLException {
    String kind = newKind("bigint");
    UUID user = newMember("1", "editor");
    for (String operation : List.of("read", "write")) {
      assertDecided(user, kind + ":" + id, operation, "malformed_id");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "007", "9223372036854775807", "0000000000000000001"})
  void aBigintMayBeAsLargeAsItGets(String id) throws SQLException {
    String kind = newKind("bigint");
    assertDecided(database().newUser(), kind + ":" + id, "read", "denied_by_rule");
    UUID member = newMember(String.valueOf(Long.parseLong(id)), "editor");
    assertDecided(member, kind + ":" + id, "write", "allowed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{" + ID + "}",
        "urn:uuid:" + ID,
        "6f9619ff8b864d01b42d00cf4fc964ff",
        "6f96-19ff-8b86-4d01-b42d-00cf-4fc9-64ff",
        ID + " ",
        " " + ID,
        ID + "\n",
        ID + "0",
        "6f9619ff-8b86-4d01-b42d-00cf4fc964f",
        "6f9619ff-8b86-4d01-b42d-00cf4fc964fg",
        "6f9619ff-8b86-4d01-b42d-00cf4fc964f\uff46",
        "%36f9619ff-8b86-4d01-b42d-00cf4fc964ff",
        "' or '1'='1",
        "6f9619ff\u20138b86-4d01-b42d-00cf4fc964ff"
      })
  void anIdThatIsNoUuidOfTheUsualFormIsMalformed(String id) throws SQLException {
    String kind = newKind("uuid");
    UUID user = newMember(ID, "editor");
    assertDecided(user, kind + ":" + ID, "write", "allowed");
    assertDecided(user, kind + ":" + ID.toUpperCase(Locale.ROOT), "write", "allowed");
    for (String operation : List.of("read", "write")) {
      assertDecided(user, kind + ":" + id, operation, "malformed_id");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "a\nb",
        "a\u0001",
        "\u007f",
        "a\u0085b",
        "\u009f",
        "\u001b[2J",
        "a\r",
        "\t"
      })
  void aTextWithAControlCharacterIsNoId(String id) throws SQLException {
    assertDecided(database().newUser(), newKind("text") + ":" + id, "read", "malformed_id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a", " ", "a:b:c", "%61", "'; drop table app.members; --", "\ud83d\ude00", "\u0130", "$1",
        "\\", "\\x00", "%s", "{}", "\u00a0", "e\u0301", "\ud7ff", "\u2028"
      })
  void anyOtherTextIsAnIdOfItself(String id) throws SQLException {
    String kind = newKind("text");
    UUID member = newMember(id.replace("'", "''"), "viewer");
    assertDecided(member, kind + ":" + id, "read", "allowed");
    assertDecided(member, kind + ":" + id, "write", "denied_by_rule");
    assertDecided(member, kind + ":x" + id, "read", "denied_by_rule");
  }

  @Test
  void aTopicHasAtMost255Bytes() throws SQLException {
    String kind = newKind("text");
    UUID user = database().newUser();
    int room = 255 - kind.length() - 1;
    assertDecided(user, kind + ":" + "x".repeat(room), "read", "denied_by_rule");
    assertDecided(user, kind + ":" + "x".repeat(room + 1), "read", "malformed_topic");
    assertDecided(user, kind + ":" + "\u00fc".repeat(room / 2 + 1), "read", "malformed_topic");
    assertThat(decide(user, kind + ":" + "1".repeat(10_000), "read")).isEqualTo("malformed_topic");
    assertThat(decide(user, "a".repeat(1_000_000), "write")).isEqualTo("malformed_topic");
  }

  @Test
  void withoutAUserNothingIsAllowed() {
    String kind = newKind("text");
    UUID nil = new UUID(0, 0);
    run("insert into app.members values ('" + nil + "', 'a', 'editor'), (null, 'a', 'editor')");
    for (UUID nobody : new UUID[] {null, nil}) {
      assertThat(
              decideAll(
                  nobody,
                  request(kind + ":a", "read"),
                  request("user:" + nil, "write"),
                  request("nothing", "read")))
          .containsExactly("no_user", "no_user", "malformed_topic");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "not json",
        "{\"sub\": null}",
        "{\"sub\": \"me\"}",
        "{\"sub\": \"\"}",
        "{\"sub\": 5}",
        "{\"sub\": \"00000000-0000-0000-0000-000000000000\"}",
        "{\"sub\": {}}",
        "{\"sub\": \"' or true --\"}"
      })
  void claimsThatNameNoUserAreNoError(String claims) throws SQLException {
    String topic = "user:00000000-0000-0000-0000-000000000000";
    assertThat(realtime().readable("authenticated", claims, topic)).isEmpty();
    assertThat(realtime().writable("authenticated", claims, topic)).isEmpty();
  }
}
