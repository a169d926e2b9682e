package dev.belay.testservers.postgrest;

import static dev.belay.testservers.postgrest.RestStatement.quoted;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which rows a query names: {@code column=operator.value}, all of which must hold.
 *
 * @param sql begins with {@code where}, or is empty
 * @param values what is bound in it
 */
record RowFilter(String sql, List<String> values) {

  private static final Set<String> NOT_FILTERS = Set.of("select", "order", "limit", "offset");
  private static final Set<String> CONSTANTS = Set.of("null", "true", "false", "unknown");
  private static final Map<String, String> COMPARISONS =
      Map.of("eq", "=", "neq", "<>", "gt", ">", "gte", ">=", "lt", "<", "lte", "<=");

  static RowFilter of(String table, List<RestRequest.Parameter> query) {
    List<String> conditions = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (RestRequest.Parameter parameter : query) {
      if (!NOT_FILTERS.contains(parameter.name())) {
        String column = quoted(table, parameter.name());
        conditions.add(column + condition(parameter.value(), values));
      }
    }
    String sql = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    return new RowFilter(sql, values);
  }

  private static String condition(String text, List<String> values) {
    String[] parts = text.split("\\.", 2);
    String operator = parts[0];
    String value = parts.length == 1 ? "" : parts[1];
    if (COMPARISONS.containsKey(operator)) {
      values.add(value);
      return " " + COMPARISONS.get(operator) + " ?";
    }
    if (operator.equals("is") && CONSTANTS.contains(value)) {
      return " is " + value;
    }
    if (operator.equals("in") && value.startsWith("(") && value.endsWith(")")) {
      List<String> members =
          Stream.of(value.substring(1, value.length() - 1).split(",", -1)).toList();
      values.addAll(members);
      return " in (" + RestStatement.list(members.stream().map(member -> "?")) + ")";
    }
    throw RestFailure.of(400, "PGRST100", "The stand-in does not know this filter");
  }
}
