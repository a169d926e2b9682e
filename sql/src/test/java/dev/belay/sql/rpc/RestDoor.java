package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.ServedDatabase;
import dev.belay.sql.TestSql;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpCall.Method;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.JdkHttpTransport;
import java.net.URI;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The tables as a project serves them under {@code /rest/v1}. */
record RestDoor(ServedDatabase served) implements RowAccess.Door {

  private static final Pattern UUIDS = Pattern.compile("[0-9a-f-]{36}");

  @Override
  public RowAccess.Outcome attempt(RowAccess access) {
    HttpReply reply = JdkHttpTransport.shared().exchange(call(access));
    List<String> after = TestSql.column(served.database().superuser(), access.rows());
    if (reply.isSuccess()) {
      List<String> users = UUIDS.matcher(reply.text()).results().map(MatchResult::group).toList();
      return new RowAccess.Outcome(false, users, after);
    }
    assertThat(reply.status()).isEqualTo(access.role().equals("anon") ? 401 : 403);
    assertThat(reply.text()).contains("\"42501\"");
    return new RowAccess.Outcome(true, List.of(), after);
  }

  private HttpCall call(RowAccess access) {
    HttpCall.Builder call =
        switch (access.verb()) {
          case SELECT -> HttpCall.get(both(access));
          case INSERT_OWN, INSERT_ANOTHERS -> HttpCall.post(table(access)).json(insert(access));
          case UPDATE ->
              HttpCall.builder(Method.PATCH, both(access)).json("{" + written(access) + "}");
          case DELETE -> HttpCall.builder(Method.DELETE, both(access));
        };
    if (access.verb() != RowAccess.Verb.SELECT) {
      call.header("Prefer", "return=representation");
    }
    return authorised(call, access).build();
  }

  private HttpCall.Builder authorised(HttpCall.Builder call, RowAccess access) {
    return switch (access.role()) {
      case "anon" -> call.header("apikey", served.keys().publishableKey());
      case "authenticated" ->
          call.header("apikey", served.keys().publishableKey())
              .bearer(Secret.of(served.keys().userToken(access.caller())));
      case "service_role" -> call.header("apikey", served.keys().secretKey());
      default -> throw new AssertionError(access.role());
    };
  }

  private URI both(RowAccess access) {
    return URI.create(
        table(access) + "&user_id=in.(" + access.caller() + "," + access.other() + ")");
  }

  private URI table(RowAccess access) {
    return served.project().url().resolve("/rest/v1/" + access.table() + "?select=user_id");
  }

  private static String insert(RowAccess access) {
    String service = access.table().equals("api_keys") ? ", \"service\": \"openai\"" : "";
    return "{\"user_id\": \"%s\", %s%s}".formatted(access.inserted(), written(access), service);
  }

  private static String written(RowAccess access) {
    return "\"%s\": \"%s\"".formatted(access.column(), access.value());
  }

  @Override
  public String toString() {
    return "REST";
  }
}
