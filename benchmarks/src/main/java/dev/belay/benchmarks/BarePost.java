package dev.belay.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;

/** The least that any resolution over REST can cost: the same request, its answer left unread. */
final class BarePost implements Resolving {

  private static final int OK = 200;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
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
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      if (response.statusCode() != OK) {
        throw new IllegalStateException("PostgREST answered with " + response.statusCode());
      }
      return response.body();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
