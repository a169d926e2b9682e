package dev.belay.testservers.postgrest;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The part of PostgREST 12 that services use, in this JVM: functions, simple requests to tables,
 * tokens, roles, and the errors of all of them. Both pass the same contract.
 */
final class PostgrestStandIn implements RunningPostgrest {

  private static final Duration RELOAD_LIMIT = Duration.ofSeconds(30);
  private static final Set<String> PREFERENCES =
      Set.of("return", "count", "resolution", "missing", "tx", "params", "handling");

  private final List<String> schemas;
  private final JwtVerifier verifier;
  private final SchemaListener schema;
  private final ConnectionSlots connections;
  private final LoopbackHttp server;

  private PostgrestStandIn(PostgrestSettings settings) {
    DataSource login = settings.database().dataSource(PostgrestSettings.LOGIN);
    this.schemas = settings.schemas();
    this.verifier = new JwtVerifier(settings.keys().jwtSecret(), Clock.systemUTC());
    this.schema = SchemaListener.start(login, new SchemaReader(schemas));
    this.connections = new ConnectionSlots(login, settings.poolSize(), settings.poolWait());
    this.server = LoopbackHttp.serve("postgrest-stand-in", this::handle);
  }

  static PostgrestStandIn start(PostgrestSettings settings) {
    return new PostgrestStandIn(settings);
  }

  @Override
  public URI url() {
    return server.url();
  }

  @Override
  public String description() {
    return "in-JVM stand-in";
  }

  @Override
  public void awaitReload(Runnable notification) {
    schema.awaitReload(notification, RELOAD_LIMIT);
  }

  @Override
  public void close() {
    server.close();
    schema.close();
    connections.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    RestRequest request = RestRequest.read(exchange);
    HttpAnswer answer;
    try {
      answer = answer(request);
    } catch (RestFailure failure) {
      answer = failure.answer();
    } catch (SQLException e) {
      answer = SqlStateAnswer.failure(e, false).answer();
    }
    answer.sendTo(exchange);
  }

  private HttpAnswer answer(RestRequest request) throws SQLException {
    RequestRole role = RequestRole.of(request, verifier);
    requireKnownPreferences(request.preferences());
    String profile = profile(request);
    SchemaCache cache = schema.cache();
    Optional<RestPlan> plan = plan(request, profile, cache);
    if (plan.isEmpty()) {
      return HttpAnswer.json(404, "{}");
    }
    RestTransaction transaction = new RestTransaction(request, role, profile);
    return connections.with(
        connection -> transaction.run(connection, plan.get(), cache.settingsOf(role.role())));
  }

  private Optional<RestPlan> plan(RestRequest request, String profile, SchemaCache cache) {
    List<String> path = request.path();
    RestFormat format = RestFormat.of(request, schemas.size() > 1 ? profile : "");
    if (path.size() == 2 && path.get(0).equals("rpc")) {
      return Optional.of(new RoutineCalls(cache).plan(request, profile, path.get(1), format));
    }
    return path.size() == 1 && !path.get(0).isEmpty()
        ? Optional.of(new TableRequests(cache).plan(request, profile, path.get(0), format))
        : Optional.empty();
  }

  private String profile(RestRequest request) {
    String asked = request.profile().orElse(schemas.get(0));
    if (!schemas.contains(asked)) {
      throw RestFailure.of(
          406,
          "PGRST106",
          "The schema must be one of the following: " + String.join(", ", schemas));
    }
    return asked;
  }

  private static void requireKnownPreferences(List<String> preferences) {
    List<String> unknown =
        preferences.stream()
            .filter(preference -> !PREFERENCES.contains(preference.split("=", 2)[0]))
            .toList();
    if (preferences.contains("handling=strict") && !unknown.isEmpty()) {
      throw new RestFailure(
          400,
          "PGRST122",
          "Invalid preferences given with handling=strict",
          "Invalid preferences: " + String.join(", ", unknown),
          null);
    }
  }
}
