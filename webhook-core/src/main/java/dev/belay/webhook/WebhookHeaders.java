package dev.belay.webhook;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The headers of a request, read by name.
 *
 * <p>All values of a name are seen, and not only the first, since a header that came twice means
 * that two parties disagree about the request. Implementations ignore the case of the name and are
 * as safe for threads as the request that they read.
 */
@FunctionalInterface
public interface WebhookHeaders {

  /**
   * All values of one header.
   *
   * @param name the name, in any case
   * @return the values in the order in which they came, empty if there is none
   */
  List<String> values(String name);

  /**
   * Fixed headers, for tests and for frameworks that hand over a map.
   *
   * @param headers the values by name, in any case; copied
   * @return headers over the copy
   */
  static WebhookHeaders of(Map<String, List<String>> headers) {
    Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach(
        (name, values) ->
            copy.merge(
                name,
                List.copyOf(values),
                (first, second) -> Stream.concat(first.stream(), second.stream()).toList()));
    return name -> copy.getOrDefault(Objects.requireNonNull(name, "name"), List.of());
  }
}
