package dev.belay.testservers.postgrest;

import static dev.belay.testservers.postgrest.RestStatement.quoted;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One request in one transaction, with the settings that PostgREST makes: the role and what {@code
 * alter role} says of it, the search path, and the request itself under {@code request.*}.
 */
final class RestTransaction {

  private final RestRequest request;
  private final RequestRole role;
  private final String schema;

  RestTransaction(RestRequest request, RequestRole role, String schema) {
    this.request = request;
    this.role = role;
    this.schema = schema;
  }

  HttpAnswer run(Connection connection, RestPlan plan, Map<String, String> roleSettings)
      throws SQLException {
    try {
      connection.setReadOnly(plan.statement().readOnly());
      makeSettings(connection, roleSettings);
      HttpAnswer answer = plan.answer().apply(result(connection, plan.statement()));
      connection.commit();
      return answer;
    } catch (SQLException e) {
      connection.rollback();
      throw SqlStateAnswer.failure(e, role.isAnonymous());
    } catch (RuntimeException e) {
      connection.rollback();
      throw e;
    }
  }

  private void makeSettings(Connection connection, Map<String, String> roleSettings)
      throws SQLException {
    Map<String, String> settings = new LinkedHashMap<>(roleSettings);
    settings.put("search_path", quoted(schema) + ", " + quoted("public"));
    settings.put("role", role.role());
    settings.put("request.jwt.claims", role.claims());
    settings.put("request.method", request.method());
    settings.put("request.path", "/" + String.join("/", request.path()));
    settings.put("request.headers", RequestRole.json(request.headers()));
    settings.put("request.cookies", RequestRole.json(cookies()));
    List<String> values = new ArrayList<>();
    settings.forEach((name, value) -> values.addAll(List.of(name, value)));
    String calls =
        RestStatement.list(Collections.nCopies(settings.size(), "set_config(?, ?, true)").stream());
    try (PreparedStatement statement = connection.prepareStatement("select " + calls)) {
      bind(statement, values);
      statement.execute();
    }
  }

  private static RestResult result(Connection connection, RestStatement statement)
      throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
      bind(prepared, statement.values());
      try (ResultSet row = prepared.executeQuery()) {
        row.next();
        return RestResult.of(row);
      }
    }
  }

  /** As texts of no type, so that the database takes each for what it is compared with. */
  private static void bind(PreparedStatement statement, List<String> values) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      statement.setObject(i + 1, values.get(i), Types.OTHER);
    }
  }

  private Map<String, String> cookies() {
    Map<String, String> found = new TreeMap<>();
    for (String pair : request.headers().getOrDefault("cookie", "").split(";", -1)) {
      String[] parts = pair.strip().split("=", 2);
      if (parts.length == 2) {
        found.put(parts[0], parts[1]);
      }
    }
    return found;
  }
}
