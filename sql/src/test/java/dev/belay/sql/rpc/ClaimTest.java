package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.TestSql;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.support.AccessDeniedException;
import dev.belay.testservers.leak.Refusals;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The grant admits, a claim can only refuse. */
@OnBothShapes
class ClaimTest extends RpcBehaviour {

  private static final String GET = "select public.get_user_api_key(?, 'openai')";

  @ParameterizedTest
  @ValueSource(strings = {"anon", "authenticated"})
  void aForgedClaimOpensNothing(String role) throws SQLException {
    UUID victim = newUser();
    insert(victim, "openai", newKey());
    for (String claims :
        List.of(
            "{\"role\": \"service_role\"}",
            "{\"role\": \"service_role\", \"sub\": \"" + victim + "\"}",
            "")) {
      try (Request request = Request.with(database(), role, claims)) {
        assertThat(request.attempt(GET, victim)).isEqualTo("42501");
      }
    }
  }

  @Test
  void aServiceNeedsNoClaim() {
    UUID user = newUser();
    String key = newKey();
    insert(user, "openai", key);
    assertThat(read(user, "openai")).isEqualTo(key);
  }

  @Test
  void anEmptyClaimOfAnEarlierRequestIsNoClaim() throws SQLException {
    UUID user = newUser();
    try (Request request = Request.with(database(), "service_role", "")) {
      assertThat(request.attempt(GET, user)).isEqualTo("done 1");
    }
  }

  @Test
  void aRequestOfTheServiceIsServed() throws SQLException {
    UUID user = newUser();
    try (Request request = Request.as(database(), "service_role", null)) {
      assertThat(request.attempt(GET, user)).isEqualTo("done 1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"role\": \"authenticated\"}",
        "{\"role\": \"anon\"}",
        "{\"role\": null}",
        "{\"role\": [\"service_role\"]}",
        "{}",
        "[]",
        "null",
        "\"service_role\"",
        "not json",
        "{\"role\": \"service_role\""
      })
  void anyOtherClaimRefusesEveryFunction(String claims) throws SQLException {
    List<String> functions =
        TestSql.column(
            superuser(),
            """
            select format(
              'select * from public.%I(%s)',
              p.proname,
              (select string_agg('null::' || format_type(t, null), ', ') from unnest(p.proargtypes) t))
            from pg_proc p
            where p.pronamespace = 'public'::regnamespace
              and obj_description(p.oid, 'pg_proc') like 'Belay RPC%'
            """);
    assertThat(functions).hasSizeGreaterThan(20);
    try (Request request = Request.with(database(), "service_role", claims)) {
      for (String call : functions) {
        assertThat(request.attempt(call)).as(call).isEqualTo("42501");
      }
    }
  }

  @Test
  void aRefusedClaimSaysWhatIsWanted() {
    PGSimpleDataSource claimed = (PGSimpleDataSource) database().service();
    claimed.setOptions("-c request.jwt.claims={\"role\":\"authenticated\"}");
    AccessDeniedException e =
        Refusals.refusalOf(
            AccessDeniedException.class,
            () -> JdbcRpcClients.over(claimed).run(key("get_user_api_key", newUser(), "openai")));
    assertThat(e).hasMessage("Must be called as service role");
  }
}
