package dev.belay.testservers.postgrest;

import static dev.belay.testservers.postgrest.RestStatement.list;
import static dev.belay.testservers.postgrest.RestStatement.quoted;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Plans {@code /rpc/name}. A function with one unnamed parameter of type {@code json}, and a
 * function's rows with filters, are not imitated.
 */
final class RoutineCalls {

  private static final Set<String> NOT_ARGUMENTS = Set.of("select", "order", "limit", "offset");

  private final SchemaCache cache;

  RoutineCalls(SchemaCache cache) {
    this.cache = cache;
  }

  RestPlan plan(RestRequest request, String schema, String name, RestFormat format) {
    if (!request.isRead() && !request.method().equals("POST")) {
      throw RestFailure.of(
          405, "PGRST101", "Cannot use the %s method on RPC".formatted(request.method()));
    }
    RestBody arguments = RestBody.read(request.isRead() ? inQuery(request) : request.body());
    Routine routine = chosen(schema, name, arguments.names(), request.isRead());
    boolean readOnly = request.isRead() || routine.readOnly();
    return new RestPlan(
        statement(routine, arguments, readOnly), result -> answer(routine, result, format));
  }

  private static HttpAnswer answer(Routine routine, RestResult result, RestFormat format) {
    if (routine.returnsNothing()) {
      return format.nothing(204, result.range(), result);
    }
    return routine.returnsSet()
        ? format.rows(200, result.range(), result)
        : format.json(200, result.range(), result, result.first());
  }

  private static RestStatement statement(Routine routine, RestBody arguments, boolean readOnly) {
    boolean hasArguments = !arguments.names().isEmpty();
    String with = hasArguments ? arguments(routine, arguments) : "";
    String call =
        "%s(%s)"
            .formatted(
                quoted(routine.schema(), routine.name()),
                list(
                    arguments.names().stream()
                        .map(name -> "%1$s := arguments.%1$s".formatted(quoted(name)))));
    String from = (hasArguments ? "arguments, lateral " : "") + call;
    String source =
        routine.returnsRows()
            ? "source as (select result.* from %s result)".formatted(from)
            : "source as (select result.value from %s as result (value))".formatted(from);
    return new RestStatement(
        with + source,
        routine.returnsRows() ? "source" : "source.value",
        hasArguments ? List.of(arguments.json()) : List.of(),
        readOnly);
  }

  private static String arguments(Routine routine, RestBody arguments) {
    String columns =
        list(arguments.names().stream().map(name -> quoted(name) + " " + routine.typeOf(name)));
    return "arguments as (select * from json_to_record(%s) as sent (%s)), "
        .formatted(arguments.firstObject(), columns);
  }

  private Routine chosen(String schema, String name, Set<String> given, boolean read) {
    List<Routine> found =
        cache.routines(schema, name).stream().filter(routine -> routine.takes(given)).toList();
    if (found.isEmpty()) {
      throw unknown(schema + "." + name, given, read);
    }
    if (found.size() > 1) {
      String signatures = found.stream().map(Routine::signature).collect(Collectors.joining(", "));
      throw new RestFailure(
          300,
          "PGRST203",
          "Could not choose the best candidate function between: " + signatures,
          null,
          "Try renaming the parameters or the function itself in the database so function"
              + " overloading can be resolved");
    }
    return found.get(0);
  }

  private static RestFailure unknown(String function, Set<String> given, boolean read) {
    String names = String.join(", ", given);
    String with =
        given.isEmpty()
            ? "without parameters"
            : "with parameter%s %s".formatted(given.size() == 1 ? "" : "s", names);
    String unnamed = read ? "" : " or with a single unnamed json/jsonb parameter";
    return new RestFailure(
        404,
        "PGRST202",
        "Could not find the function %s%s in the schema cache"
            .formatted(function, given.isEmpty() ? " without parameters" : "(" + names + ")"),
        "Searched for the function %s %s%s, but no matches were found in the schema cache."
            .formatted(function, with, unnamed),
        null);
  }

  private static String inQuery(RestRequest request) {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    request.query().stream()
        .filter(parameter -> !NOT_ARGUMENTS.contains(parameter.name()))
        .forEach(parameter -> arguments.put(parameter.name(), parameter.value()));
    return arguments.toString();
  }
}
