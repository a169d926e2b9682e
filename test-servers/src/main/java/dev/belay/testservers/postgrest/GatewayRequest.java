package dev.belay.testservers.postgrest;

import java.util.Set;

/**
 * A request that reached a {@link SupabaseGateway}, without the values of its headers and its
 * query, since those can be secret.
 *
 * @param method such as {@code POST}
 * @param path such as {@code /rest/v1/rpc/some_function}
 * @param headers the names of its headers in lower case
 * @param status what was answered
 */
public record GatewayRequest(String method, String path, Set<String> headers, int status) {

  /**
   * Copies the names.
   *
   * @param method the method
   * @param path the path without the query
   * @param headers the names of its headers in lower case
   * @param status what was answered
   */
  public GatewayRequest {
    headers = Set.copyOf(headers);
  }
}
