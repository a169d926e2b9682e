package dev.belay.testservers.postgrest;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A statement whose rows the database itself writes as JSON.
 *
 * @param with common table expressions, of which the last is called {@code source}
 * @param element what of each row goes into the answer: {@code source} for all its columns
 * @param values what is bound, as texts whose types the database finds out
 * @param readOnly whether its transaction may not write
 */
record RestStatement(String with, String element, List<String> values, boolean readOnly) {

  /** What the function said about the answer is read after it has run, with the last row. */
  private static final String FRAME =
      """
      with %1$s
      select
        count(*) as count,
        coalesce(json_agg(%2$s), '[]')::text as list,
        coalesce(json_agg(%2$s) -> 0, 'null')::text as first,
        nullif(current_setting('response.status', true), '') as status,
        nullif(current_setting('response.headers', true), '') as headers
      from source
      """;

  RestStatement {
    values = List.copyOf(values);
  }

  String sql() {
    return FRAME.formatted(with, element);
  }

  static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  static String quoted(String schema, String name) {
    return quoted(schema) + "." + quoted(name);
  }

  static String list(Stream<String> parts) {
    return parts.collect(Collectors.joining(", "));
  }
}
