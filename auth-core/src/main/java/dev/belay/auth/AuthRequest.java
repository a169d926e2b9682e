package dev.belay.auth;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is read of a request, whatever the framework: its headers.
 *
 * <pre>{@code
 * AuthRequest view = name -> Collections.list(servletRequest.getHeaders(name));
 * }</pre>
 */
@FunctionalInterface
public interface AuthRequest {

  /**
   * All values of one header.
   *
   * @param name the name; headers are found in any case
   * @return the values in the order in which they came, empty if there is none
   */
  List<String> headers(String name);

  /**
   * A view of headers in a map.
   *
   * @param headers the values by name, in any case; copied
   * @return the view
   */
  static AuthRequest of(Map<String, List<String>> headers) {
    Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    return name -> copy.getOrDefault(name, List.of());
  }
}
