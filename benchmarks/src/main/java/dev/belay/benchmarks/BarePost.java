package dev.belay.benchmarks;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;

/** The least that any resolution over REST can cost: the same request, its answer left unread. */
final class BarePost implements Resolving {

  private final BareHttp http = new BareHttp();
  private final URI function;
  private final String authorization;

  BarePost(RestDatabase database) {
    this.function = database.url().resolve("/rpc/resolve_user_credentials");
    this.authorization = "Bearer " + database.token().reveal();
  }

  @Override
  public Object resolve(UUID userId) {
    HttpRequest request =
        HttpRequest.newBuilder(function)
            .header("Authorization", authorization)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"p_user_id\":\"" + userId + "\"}"))
            .build();
    return http.send(request);
  }
}
