package dev.belay.testservers.postgrest;

import static dev.belay.testservers.postgrest.RestStatement.list;
import static dev.belay.testservers.postgrest.RestStatement.quoted;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Plans {@code /table}: columns, simple filters, order and limit, and rows in and out. Embedding,
 * upserts, counts, casts and logic trees are not imitated.
 */
final class TableRequests {

  private final SchemaCache cache;

  TableRequests(SchemaCache cache) {
    this.cache = cache;
  }

  RestPlan plan(RestRequest request, String schema, String table, RestFormat format) {
    boolean returned = request.preferences().contains("return=representation");
    String columns = returned || request.isRead() ? columns(request, table) : "1 as affected";
    RowFilter filter = RowFilter.of(table, request.query());
    String target = quoted(schema, table);
    return switch (request.method()) {
      case "GET", "HEAD" ->
          new RestPlan(
              select(request, target, table, columns, filter),
              result -> format.rows(200, result.range(), result));
      case "POST" ->
          new RestPlan(
              insert(body(request, schema, table), schema, table, columns),
              result ->
                  returned ? format.rows(201, "*/*", result) : format.nothing(201, "*/*", result));
      case "PATCH" ->
          new RestPlan(
              update(body(request, schema, table), schema, table, columns, filter),
              result -> changed(returned, result.range(), result, format));
      case "DELETE" ->
          new RestPlan(
              new RestStatement(
                  "source as (delete from %s%s returning %s)"
                      .formatted(target, filter.sql(), columns),
                  "source",
                  filter.values(),
                  false),
              result -> changed(returned, "*/*", result, format));
      default ->
          throw RestFailure.of(405, "PGRST117", "Unsupported HTTP method: " + request.method());
    };
  }

  private static HttpAnswer changed(
      boolean returned, String range, RestResult result, RestFormat format) {
    return returned ? format.rows(200, range, result) : format.nothing(204, range, result);
  }

  private static RestStatement select(
      RestRequest request, String target, String table, String columns, RowFilter filter) {
    String rows =
        "select %s from %s%s%s%s"
            .formatted(
                columns, target, filter.sql(), order(request, table), number(request, "limit"));
    return new RestStatement("source as (" + rows + ")", "source", filter.values(), true);
  }

  private RestStatement insert(RestBody body, String schema, String table, String columns) {
    if (body.names().isEmpty()) {
      String one = "insert into %s default values returning %s";
      return new RestStatement(
          "source as (" + one.formatted(quoted(schema, table), columns) + ")",
          "source",
          List.of(),
          false);
    }
    String names = list(body.names().stream().map(RestStatement::quoted));
    String rows =
        "insert into %s (%s) select %s from json_to_recordset(%s) as sent (%s) returning %s"
            .formatted(
                quoted(schema, table),
                names,
                names,
                body.array(),
                typed(body, schema, table),
                columns);
    return new RestStatement("source as (" + rows + ")", "source", List.of(body.json()), false);
  }

  private RestStatement update(
      RestBody body, String schema, String table, String columns, RowFilter filter) {
    String changes =
        list(body.names().stream().map(name -> "%1$s = sent.%1$s".formatted(quoted(name))));
    String rows =
        "update %s set %s from json_to_record(%s) as sent (%s)%s returning %s"
            .formatted(
                quoted(schema, table),
                changes,
                body.firstObject(),
                typed(body, schema, table),
                filter.sql(),
                columns);
    List<String> values = new ArrayList<>(List.of(body.json()));
    values.addAll(filter.values());
    return new RestStatement("source as (" + rows + ")", "source", values, false);
  }

  /** The body, if the table has all the columns that it names. */
  private RestBody body(RestRequest request, String schema, String table) {
    RestBody body = RestBody.read(request.body());
    Map<String, String> known = cache.columns(schema, table);
    for (String name : body.names()) {
      if (!known.containsKey(name) && !known.isEmpty()) {
        throw RestFailure.of(
            400, "PGRST204", "Column '%s' of relation '%s' does not exist".formatted(name, table));
      }
    }
    return body;
  }

  private String typed(RestBody body, String schema, String table) {
    Map<String, String> known = cache.columns(schema, table);
    return list(
        body.names().stream().map(name -> quoted(name) + " " + known.getOrDefault(name, "text")));
  }

  private static String columns(RestRequest request, String table) {
    String asked = parameter(request, "select").orElse("*");
    return list(
        Stream.of(asked.split(",", -1))
            .map(name -> name.equals("*") ? quoted(table) + ".*" : quoted(table, name)));
  }

  private static String order(RestRequest request, String table) {
    Optional<String> asked = parameter(request, "order");
    return asked.isEmpty()
        ? ""
        : " order by "
            + list(
                Stream.of(asked.get().split(",", -1))
                    .map(term -> term.split("\\.", 2))
                    .map(
                        term ->
                            quoted(table, term[0])
                                + (term.length > 1 && term[1].equals("desc") ? " desc" : "")));
  }

  private static String number(RestRequest request, String name) {
    return parameter(request, name)
        .filter(value -> value.matches("\\d{1,9}"))
        .map(value -> " " + name + " " + value)
        .orElse("");
  }

  private static Optional<String> parameter(RestRequest request, String name) {
    return request.query().stream()
        .filter(parameter -> parameter.name().equals(name))
        .map(RestRequest.Parameter::value)
        .findFirst();
  }
}
