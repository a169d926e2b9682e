package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.belay.sql.Json;
import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.RpcRow;
import dev.belay.sql.TestSql;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions of cache tags: they only rise, and a number that comes again has another life. */
@Timeout(60)
@OnBothShapes
class CacheTagRpcTest extends RpcBehaviour {

  private record Version(String tag, long version, long life) {}

  @Test
  void aTagThatWasNeverBumpedIsAtVersionZeroAndTheFirstBumpMakesItOne() {
    String tag = newTag();
    assertThat(version(tag).version()).isZero();
    assertThat(bump(tag).version()).isEqualTo(1);
    assertThat(bump(tag).version()).isEqualTo(2);
    assertThat(version(tag)).isEqualTo(bumpedTo(tag, 2));
  }

  @Test
  void severalTagsAreReadAndBumpedAtOnceEachOnceInTheOrderOfTheirBytes() {
    String tag = newTag();
    String json = array(tag + "b", tag + "B", tag + "b", tag + "a");
    assertThat(all("bump_cache_tags", json))
        .extracting(Version::tag, Version::version)
        .containsExactly(tuple(tag + "B", 1L), tuple(tag + "a", 1L), tuple(tag + "b", 1L));
    assertThat(all("get_cache_tag_versions", json)).hasSize(3);
  }

  @Test
  void theOrderIsThatOfBytesWhateverTheListLooksLike() {
    String tag = newTag();
    for (List<String> list :
        List.of(
            List.of(tag + "B", tag + "a", tag + "b"),
            List.of(tag + "b", tag + "a", tag + "B"),
            List.of(tag + "B", tag + "a", tag + "a", tag + "b"),
            List.of(tag + "!", tag + "b", tag + "a", tag + "B"))) {
      long before = version(tag + "a").version();
      assertThat(all("get_cache_tag_versions", array(list)))
          .extracting(Version::tag)
          .isSorted()
          .doesNotHaveDuplicates();
      assertThat(captured(list))
          .containsExactlyInAnyOrderElementsOf(all("get_cache_tag_versions", array(list)));
      assertThat(all("bump_cache_tags", array(list))).extracting(Version::tag).isSorted();
      assertThat(captured(list))
          .containsExactlyInAnyOrderElementsOf(all("get_cache_tag_versions", array(list)));
      assertThat(all("get_cache_tag_versions", array(list)))
          .filteredOn(version -> version.tag().equals(tag + "a"))
          .containsExactly(bumpedTo(tag + "a", before + 1));
    }
    assertThat(all("bump_cache_tags", array(tag + "\\\"", tag)))
        .extracting(Version::tag)
        .containsExactly(tag, tag + '"');
    assertThat(captured(List.of(tag + '"'))).extracting(Version::version).containsExactly(1L);
  }

  @Test
  void aTagWithoutARowAmongOthersThatHaveOneIsAtVersionZeroInItsPlace() {
    String tag = newTag();
    bump(tag + "a");
    bump(tag + "c");
    assertThat(all("get_cache_tag_versions", array(tag + "a", tag + "b", tag + "c", tag + "d")))
        .containsExactly(
            version(tag + "a"), version(tag + "b"), version(tag + "c"), version(tag + "d"))
        .extracting(Version::version)
        .containsExactly(1L, 0L, 1L, 0L);
    assertThat(captured(List.of(tag + "a", tag + "b", tag + "c")))
        .containsExactlyInAnyOrder(version(tag + "a"), version(tag + "b"), version(tag + "c"));
  }

  @Test
  void tagsAtVersionZeroHaveOneLifeAndBumpedOnesHaveTheirOwn() {
    String one = newTag();
    String other = newTag();
    assertThat(version(one).life()).isEqualTo(version(other).life()).isPositive();
    long atZero = version(one).life();
    long bumped = bump(one).life();
    assertThat(bumped).isPositive().isNotEqualTo(atZero).isNotEqualTo(bump(other).life());
    assertThat(bump(one).life()).isEqualTo(bumped).isLessThan(1L << 53);
  }

  @Test
  void aTransactionThatHasWrittenSeesNoLifeSoThatNothingOfItIsCached() throws SQLException {
    String tag = newTag();
    Version first = bump(tag);
    try (Connection connection = database().service().getConnection()) {
      connection.setAutoCommit(false);
      RpcClient inside = JdbcRpcClients.in(connection);
      assertThat(all(inside, "get_cache_tag_versions", array(tag))).containsExactly(first);
      all(inside, "bump_cache_tags", array(tag));
      assertThat(all(inside, "get_cache_tag_versions", array(tag, tag + "b")))
          .extracting(Version::version, Version::life)
          .containsExactly(tuple(2L, 0L), tuple(0L, 0L));
      assertThat(captured(inside, List.of(tag, tag + "b")))
          .extracting(Version::version, Version::life)
          .containsExactlyInAnyOrder(tuple(2L, 0L), tuple(0L, 0L));
      connection.rollback();
      assertThat(all(inside, "get_cache_tag_versions", array(tag))).containsExactly(first);
      connection.rollback();
    }
  }

  @Test
  void aTrimmedTagIsAtVersionZeroAgainInAnotherLife() {
    String tag = newTag();
    Version before = version(tag);
    Version first = bump(tag);
    assertThat(trim(Instant.parse("2020-01-01T00:00:00Z"), 10)).isZero();
    assertThat(version(tag)).isEqualTo(first);

    makeOld(tag);
    assertThat(trim(Instant.parse("2020-01-01T00:00:00Z"), 10)).isEqualTo(1);
    assertThat(version(tag).version()).isZero();
    assertThat(version(tag).life()).isNotEqualTo(before.life());
    assertThat(bump(tag).life()).isNotEqualTo(first.life());
  }

  @Test
  void trimmingTakesNoMoreThanItIsToldAndPassesOverATagThatIsBeingBumped() throws SQLException {
    List<String> tags = IntStream.range(0, 4).mapToObj(i -> newTag()).toList();
    for (String tag : tags) {
      bump(tag);
      makeOld(tag);
    }
    try (Connection other = database().service().getConnection()) {
      other.setAutoCommit(false);
      TestSql.column(
          other, "select version from public.bump_cache_tags(?::jsonb)", array(tags.get(0)));
      assertThat(trim(Instant.parse("2020-01-01T00:00:00Z"), 2)).isEqualTo(2);
      assertThat(trim(Instant.parse("2020-01-01T00:00:00Z"), 10)).isEqualTo(1);
      other.commit();
    }
    assertThat(version(tags.get(0)).version()).isEqualTo(2);
  }

  @Test
  void rowsThatAreDeletedByHandLeaveNoOldLifeBehind() {
    String tag = newTag();
    Version zero = version(tag);
    Version one = bump(tag);
    TestSql.execute(superuser(), "delete from belay.cache_tag_versions where tag = '" + tag + "'");
    assertThat(version(tag).life()).isNotIn(zero.life(), one.life());
    assertThat(bump(tag).life()).isNotIn(zero.life(), one.life());
  }

  @Test
  void aTruncatedTableLeavesNoOldLifeBehindNorDoesOneThatIsFilledAgain() {
    String bumped = newTag();
    String never = newTag();
    Version one = bump(bumped);
    Version zero = version(never);
    TestSql.execute(
        superuser(),
        """
        create temp table backup as select * from belay.cache_tag_versions;
        truncate belay.cache_tag_versions;
        insert into belay.cache_tag_versions select * from backup;
        """);
    assertThat(version(bumped).version()).isEqualTo(1);
    assertThat(version(bumped).life()).isNotEqualTo(one.life());
    assertThat(version(never).version()).isZero();
    assertThat(version(never).life()).isNotEqualTo(zero.life());
  }

  @Test
  void aBumpIsSeenAtTheCommitOfItsTransactionAndGoneWithItsRollback() throws SQLException {
    String tag = newTag();
    Version before = version(tag);
    try (Connection connection = database().service().getConnection()) {
      connection.setAutoCommit(false);
      TestSql.column(
          connection, "select version from public.bump_cache_tags(?::jsonb)", array(tag));
      assertThat(version(tag)).isEqualTo(before);
      connection.rollback();
      assertThat(version(tag)).isEqualTo(before);
      TestSql.column(
          connection, "select version from public.bump_cache_tags(?::jsonb)", array(tag));
      connection.commit();
    }
    assertThat(version(tag).version()).isEqualTo(1);
  }

  @Test
  void bumpsThatMeetNeitherFailNorCountTwice() {
    List<String> tags = IntStream.range(0, 10).mapToObj(i -> newTag()).toList();
    List<String> reversed = new ArrayList<>(tags);
    Collections.reverse(reversed);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      IntStream.range(0, 40)
          .mapToObj(
              i ->
                  CompletableFuture.runAsync(
                      () -> all("bump_cache_tags", array(i % 2 == 0 ? tags : reversed)), threads))
          .toList()
          .forEach(CompletableFuture::join);
    } finally {
      threads.shutdownNow();
    }
    assertThat(all("get_cache_tag_versions", array(tags)))
        .extracting(Version::version)
        .containsOnly(40L);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"{}", "\"a\"", "null", "[]", "{\"a\": \"b\"}"})
  void refusesWhatIsNoListOfTags(String json) {
    for (String function : List.of("get_cache_tag_versions", "bump_cache_tags")) {
      assertRefused(
          InvalidArgumentException.class,
          "tags must be a JSON array of 1 to 1000 tags",
          call(RpcCall.of(function), json));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a\\n",
        "a\\u0001",
        "ä",
        "a\\u007f",
        "a\\\", \\\"b",
        "a\\\", ",
        ", \\\"a"
      })
  void refusesWhatIsNoTag(String tag) {
    assertTagRefused("[\"good\", \"" + tag + "\"]");
  }

  @Test
  void refusesTooManyTagsTooLongOnesAndWhatIsNoText() {
    String longest = "t".repeat(128);
    assertThat(version(longest).version()).isZero();
    assertTagRefused(array(longest + "t"));
    assertTagRefused("[1]");
    assertTagRefused("[\"a\", 1]");
    assertTagRefused("[\"a\", [\"b\"]]");
    assertTagRefused("[\"a\", {\"b\": \"c\"}]");
    assertTagRefused("[{\"b\": \"c\"}]");
    assertTagRefused("[\"a\", true, \"b\"]");
    assertTagRefused("[[\"a\", \"b\"], [\"c\"]]");
    assertTagRefused("[null]");
    assertTagRefused("[[\"a\"]]");
    List<String> most = IntStream.range(0, 1000).mapToObj(i -> "t" + i).toList();
    assertThat(all("get_cache_tag_versions", array(most))).hasSize(1000);
    List<String> tooMany = IntStream.range(0, 1001).mapToObj(i -> "t").toList();
    assertRefused(
        InvalidArgumentException.class,
        "1 to 1000 tags",
        call(RpcCall.of("bump_cache_tags"), array(tooMany)));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "a ", " a", "a  b", "a\tb", "a\nb", "ä", "a\u007f"})
  void refusesToCaptureWhatIsNoListOfTags(String list) {
    bump("a");
    bump("b");
    assertRefused(
        InvalidArgumentException.class,
        list == null || list.isEmpty() ? "1 to 1000 tags" : "visible ASCII characters",
        RpcCall.of("capture_cache_tags").with("p_tags", list));
  }

  @Test
  void refusesToCaptureTooManyTagsAndTooLongOnes() {
    List<String> most = IntStream.range(0, 1000).mapToObj(i -> "capture:" + i).toList();
    assertThat(captured(most)).hasSize(1000);
    assertThat(all("bump_cache_tags", array(most))).hasSize(1000);
    bump("capture:more");
    assertThat(captured(most)).hasSize(1000);
    assertRefused(
        InvalidArgumentException.class,
        "1 to 1000 tags",
        RpcCall.of("capture_cache_tags").with("p_tags", String.join(" ", most) + " capture:more"));
    assertRefused(
        InvalidArgumentException.class,
        "visible ASCII characters",
        RpcCall.of("capture_cache_tags").with("p_tags", "a " + "t".repeat(129)));
  }

  @Test
  void refusesToTrimWithoutAnEnd() {
    for (String moment : new String[] {null, "infinity", "2999-01-01T00:00:00Z"}) {
      assertRefused(
          InvalidArgumentException.class,
          "moment to trim before",
          RpcCall.of("trim_cache_tag_versions").with("p_before", moment));
    }
    assertRefused(
        InvalidArgumentException.class,
        "limit must be 1 to 100000",
        RpcCall.of("trim_cache_tag_versions").with("p_before", Instant.EPOCH).with("p_limit", 0));
  }

  private static void assertTagRefused(String json) {
    for (String function : List.of("get_cache_tag_versions", "bump_cache_tags")) {
      assertRefused(
          InvalidArgumentException.class,
          "a tag must be 1 to 128 visible ASCII characters",
          call(RpcCall.of(function), json));
    }
  }

  private static void makeOld(String tag) {
    TestSql.execute(
        superuser(),
        "update belay.cache_tag_versions set bumped_at = '2019-01-01' where tag = '" + tag + "'");
  }

  private static int trim(Instant before, int limit) {
    RpcCall trim =
        RpcCall.of("trim_cache_tag_versions").with("p_before", before).with("p_limit", limit);
    return rpc().scalar(trim, Integer.class).orElseThrow();
  }

  private static Version bumpedTo(String tag, long version) {
    Version now = version(tag);
    return new Version(tag, version, now.life());
  }

  private static Version version(String tag) {
    return all("get_cache_tag_versions", array(tag)).get(0);
  }

  private static Version bump(String tag) {
    return all("bump_cache_tags", array(tag)).get(0);
  }

  private static List<Version> all(String function, String json) {
    return all(rpc(), function, json);
  }

  private static List<Version> all(RpcClient client, String function, String json) {
    return client.rows(call(RpcCall.of(function), json), CacheTagRpcTest::version);
  }

  private static List<Version> captured(List<String> tags) {
    return captured(rpc(), tags);
  }

  private static List<Version> captured(RpcClient client, List<String> tags) {
    RpcCall capture = RpcCall.of("capture_cache_tags").with("p_tags", String.join(" ", tags));
    return client.rows(capture, CacheTagRpcTest::version);
  }

  private static Version version(RpcRow row) {
    return new Version(
        row.text("tag").orElseThrow(),
        row.integer("version").orElseThrow(),
        row.integer("life").orElseThrow());
  }

  private static RpcCall call(RpcCall function, String json) {
    return function.with("p_tags", json == null ? null : new Json(json));
  }

  private static String array(String... tags) {
    return array(List.of(tags));
  }

  private static String array(List<String> tags) {
    return tags.stream().map(tag -> '"' + tag + '"').collect(Collectors.joining(",", "[", "]"));
  }

  private static String newTag() {
    return PostgresServer.uniqueName("tag");
  }
}
