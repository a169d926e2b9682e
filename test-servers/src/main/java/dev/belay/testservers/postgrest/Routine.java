package dev.belay.testservers.postgrest;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A function as the schema cache knows it.
 *
 * @param names the names of what it takes, in order
 * @param types their types
 * @param required how many of them have no default; they are the first
 * @param readOnly whether it is not volatile
 * @param returnsRows whether it returns rows with columns, and not plain values
 */
record Routine(
    String schema,
    String name,
    List<String> names,
    List<String> types,
    int required,
    boolean readOnly,
    boolean returnsSet,
    boolean returnsNothing,
    boolean returnsRows) {

  /** Whether a call with exactly these names reaches it. */
  boolean takes(Set<String> given) {
    return names.containsAll(given) && given.containsAll(names.subList(0, required));
  }

  /** Its parameters as a message shows them. */
  String signature() {
    String parameters =
        IntStream.range(0, names.size())
            .mapToObj(i -> names.get(i) + " => " + types.get(i))
            .collect(Collectors.joining(", "));
    return "%s.%s(%s)".formatted(schema, name, parameters);
  }

  String typeOf(String parameter) {
    return types.get(names.indexOf(parameter));
  }
}
