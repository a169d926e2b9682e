package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.RpcCall;
import dev.belay.sql.TestSql;
import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.Refusals;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a check found is noted beside the key, and forgotten when it no longer holds. */
@OnBothShapes
class KeyHealthRpcTest extends RpcBehaviour {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00.123456Z");
  private static final String OLD_URL = "https://old.example/v1";

  @Test
  void notesWhatACheckFound() {
    UUID user = newUser();
    insert(user, "openai", newKey());
    insert(user, "xai", newKey());
    assertThat(recorded(user, "openai", "invalid", "rejected", NOON)).isTrue();
    assertThat(health(user))
        .containsExactly("openai invalid rejected " + NOON, "xai null null null");
    assertThat(actions(user)).containsExactly("stored", "stored");
  }

  @Test
  void notesNothingWhereThereIsNoKey() {
    UUID user = newUser();
    assertThat(recorded(user, "openai", "valid", "accepted", NOON)).isFalse();
    assertThat(health(user)).isEmpty();
  }

  @Test
  void aLaterCheckTakesThePlaceOfAnEarlierOneAndNotTheOtherWayRound() {
    UUID user = newUser();
    insert(user, "openai", newKey());
    assertThat(recorded(user, "openai", "valid", "accepted", NOON)).isTrue();
    assertThat(recorded(user, "openai", "unreachable", "timed_out", NOON.minusSeconds(1)))
        .isFalse();
    assertThat(health(user)).containsExactly("openai valid accepted " + NOON);
    assertThat(recorded(user, "openai", "no_quota", "no_credit", NOON.plusSeconds(1))).isTrue();
    assertThat(health(user)).containsExactly("openai no_quota no_credit " + NOON.plusSeconds(1));
  }

  @Test
  void aClockThatRunsAheadDoesNotKeepLaterChecksOut() {
    UUID user = newUser();
    insert(user, "openai", newKey());
    Instant ahead = Instant.parse("2999-01-01T00:00:00Z");
    assertThat(recorded(user, "openai", "valid", "accepted", ahead)).isTrue();
    assertThat(
            text("select health_checked_at <= now() from public.api_keys where user_id = ?", user))
        .isEqualTo("t");
  }

  @Test
  void aReplacedKeyHasNotBeenChecked() {
    UUID user = newUser();
    insert(user, "openai", newKey());
    recorded(user, "openai", "invalid", "rejected", NOON);
    insert(user, "openai", newKey());
    assertThat(health(user)).containsExactly("openai null null null");
  }

  @Test
  void whatWasFoundOfAReplacedKeyIsNotSaidOfTheNewOne() {
    UUID user = newUser();
    insert(user, "openai", newKey());
    UUID before = stamp(user, "openai");
    insert(user, "openai", newKey());
    assertThat(recorded(user, "openai", before)).isFalse();
    rpc().run(key("delete_user_api_key", user, "openai"));
    insert(user, "openai", newKey());
    assertThat(recorded(user, "openai", before)).isFalse();
    assertThat(recorded(user, "openai", stamp(user, "openai"))).isTrue();
  }

  @Test
  void useAndANewSealChangeNothingAboutAKey() {
    UUID user = newUser();
    String envelope = newEnvelope("k1");
    insert(user, "openai", envelope);
    UUID before = stamp(user, "openai");
    recorded(user, "openai", "valid", "accepted", NOON);
    rpc().run(key("touch_user_api_key", user, "openai"));
    RpcCall seal =
        key("replace_api_key_envelope", user, "openai")
            .with("p_expected", envelope)
            .with("p_replacement", newEnvelope("k2"));
    assertThat(rpc().scalar(seal, Boolean.class)).contains(true);
    assertThat(health(user)).containsExactly("openai valid accepted " + NOON);
    assertThat(stamp(user, "openai")).isEqualTo(before);
  }

  @Test
  void anotherGatewayMakesWhatWasFoundOfItsKeyVoid() {
    UUID user = newUser();
    insert(user, "openai", newKey());
    insertGateway(user);
    assertThat(forgets(user, setUrl(user, OLD_URL))).isFalse();
    assertThat(forgets(user, setUrl(user, "https://new.example/v1"))).isTrue();
    assertThat(forgets(user, user("delete_user_gateway_config", user))).isTrue();
    assertThat(forgets(user, user("delete_user_gateway_config", user))).isFalse();
    assertThat(forgets(user, setUrl(user, OLD_URL))).isTrue();
    insertGateway(user);
    assertThat(health(user)).contains("gateway null null null");
  }

  @Test
  void aGatewayThatIsChangedByHandDoesSoToo() {
    UUID user = newUser();
    insert(user, "openai", newKey());
    insertGateway(user);
    assertThat(
            forgets(
                user, () -> byHand("update %s set base_url = base_url where user_id = ?", user)))
        .isFalse();
    assertThat(
            forgets(
                user,
                () ->
                    byHand(
                        "update %s set base_url = 'https://new.example/v1' where user_id = ?",
                        user)))
        .isTrue();
    assertThat(forgets(user, () -> byHand("delete from %s where user_id = ?", user))).isTrue();
    assertThat(
            forgets(
                user,
                () ->
                    byHand(
                        "insert into %s (user_id, base_url) values (?, 'https://new.example/v1')",
                        user)))
        .isTrue();
  }

  private static void byHand(String change, UUID user) {
    TestSql.column(
        superuser(), change.formatted("public.api_gateway_configs") + " returning user_id", user);
  }

  @Test
  void theGatewayOfAUserWithoutAGatewayKeyIsStoredAsBefore() {
    UUID user = newUser();
    rpc().run(setUrl(user, OLD_URL));
    assertThat(rpc().scalar(user("get_user_gateway_base_url", user), String.class))
        .contains(OLD_URL);
    rpc().run(user("delete_user_gateway_config", user));
    assertThat(rpc().scalar(user("get_user_gateway_base_url", user), String.class)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "valid, rejected",
        "VALID, accepted",
        "invalid, null",
        "null, accepted",
        "null, null",
        "'', ''",
        "fine, accepted",
        "invalid, Incorrect API key provided"
      },
      nullValues = "null")
  void takesFixedWordsOnly(String state, String reason) {
    UUID user = newUser();
    insert(user, "openai", newKey());
    assertRefused(
        InvalidArgumentException.class,
        "unknown state or reason",
        record(user, "openai", state, reason, NOON));
    assertThat(health(user)).containsExactly("openai null null null");
  }

  @Test
  void refusesNoTimeNoUserAndAnUnknownService() {
    UUID user = newUser();
    assertRefused(
        InvalidArgumentException.class,
        "the time of a key's check",
        record(user, "openai", "valid", "accepted", null));
    assertRefused(
        InvalidArgumentException.class,
        "unknown service",
        record(user, "not-a-provider", "valid", "accepted", NOON));
    for (Object nobody : new Object[] {null, new UUID(0, 0)}) {
      assertRefused(
          InvalidArgumentException.class,
          "user id must be a UUID",
          record(nobody, "openai", "valid", "accepted", NOON));
      assertRefused(
          InvalidArgumentException.class,
          "user id must be a UUID",
          user("list_api_key_health", nobody));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "set health = 'valid'",
        "set health = 'valid', health_reason = 'accepted'",
        "set health_checked_at = now()",
        "set health = 'valid', health_reason = 'rejected', health_checked_at = now()"
      })
  void theTableItselfHoldsNothingElse(String change) {
    UUID user = newUser();
    insert(user, "openai", newKey());
    assertThat(
            Refusals.refusalOf(
                Throwable.class,
                () ->
                    TestSql.execute(
                        superuser(),
                        "update public.api_keys " + change + " where user_id = '" + user + "'")))
        .rootCause()
        .hasMessageContaining("api_keys_health_check");
  }

  @Test
  void usersSeeTheHealthOfTheirOwnKeysAndWriteNone() throws SQLException {
    UUID anne = newUser();
    UUID ben = newUser();
    for (UUID user : List.of(anne, ben)) {
      insert(user, "openai", newKey());
      recorded(user, "openai", "restricted", "missing_scope", NOON);
    }
    try (Request request = Request.as(database(), "authenticated", anne)) {
      assertThat(
              request.column(
                  "select user_id || ' ' || health || ' ' || health_reason from public.api_keys"))
          .containsExactly(anne + " restricted missing_scope");
      assertThat(request.attempt("update public.api_keys set health = null")).isEqualTo("42501");
      assertRefusesTheFunctions(request, anne);
    }
    try (Request request = Request.as(database(), "anon", null)) {
      assertThat(request.attempt("select health from public.api_keys")).isEqualTo("42501");
      assertRefusesTheFunctions(request, anne);
    }
    try (Request request = Request.with(database(), "service_role", "{\"role\": \"anon\"}")) {
      assertRefusesTheFunctions(request, anne);
    }
  }

  @Test
  void aWrongStampIsNotAnError() {
    UUID user = newUser();
    insert(user, "openai", newKey());
    assertThat(recorded(user, "openai", UUID.randomUUID())).isFalse();
    assertThat(
            refusal(
                    ConfigurationException.class,
                    key("record_api_key_health", user, "openai").with("p_stamp", null))
                .fault()
                .sqlState())
        .as("the function without a state is another one")
        .contains("42883");
  }

  private static void assertRefusesTheFunctions(Request request, UUID user) throws SQLException {
    assertThat(request.attempt("select public.list_api_key_health(?)", user)).isEqualTo("42501");
    assertThat(
            request.attempt(
                "select public.record_api_key_health(?, 'openai', 'valid', 'accepted', now())",
                user))
        .isEqualTo("42501");
  }

  private static RpcCall record(
      Object user, String service, String state, String reason, Instant checkedAt) {
    return key("record_api_key_health", user, service)
        .with("p_state", state)
        .with("p_reason", reason)
        .with("p_checked_at", checkedAt);
  }

  private static boolean recorded(
      UUID user, String service, String state, String reason, Instant checkedAt) {
    return rpc()
        .scalar(record(user, service, state, reason, checkedAt), Boolean.class)
        .orElseThrow();
  }

  private static boolean recorded(UUID user, String service, UUID stamp) {
    RpcCall call = record(user, service, "invalid", "rejected", NOON).with("p_stamp", stamp);
    return rpc().scalar(call, Boolean.class).orElseThrow();
  }

  private static List<String> health(UUID user) {
    return rpc()
        .rows(
            user("list_api_key_health", user),
            row ->
                row.text("service").orElseThrow()
                    + " "
                    + row.text("state").orElse(null)
                    + " "
                    + row.text("reason").orElse(null)
                    + " "
                    + row.instant("checked_at").orElse(null));
  }

  private static UUID stamp(UUID user, String service) {
    return UUID.fromString(
        text(
            "select health_stamp from public.api_keys where user_id = ? and service = ?",
            user,
            service));
  }

  private static void insertGateway(UUID user) {
    rpc()
        .run(
            user("insert_user_gateway_key", user)
                .with("p_api_key", newKey())
                .with("p_base_url", OLD_URL));
  }

  private static RpcCall setUrl(UUID user, String url) {
    return user("upsert_user_gateway_config", user).with("p_base_url", url);
  }

  /** Whether a call makes the health of the gateway's key void; that of others must stay. */
  private static boolean forgets(UUID user, RpcCall call) {
    return forgets(user, () -> rpc().run(call));
  }

  private static boolean forgets(UUID user, Runnable change) {
    recorded(user, "openai", "valid", "accepted", NOON);
    assertThat(recorded(user, "gateway", stamp(user, "gateway"))).isTrue();
    change.run();
    List<String> after = health(user);
    assertThat(after).contains("openai valid accepted " + NOON);
    return after.contains("gateway null null null");
  }
}
