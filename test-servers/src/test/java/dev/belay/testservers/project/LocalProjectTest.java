package dev.belay.testservers.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import dev.belay.testservers.SupabaseShape;
import dev.belay.testservers.auth.IssuedSession;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LocalProjectTest {

  /** Of both versions, since the JDK's asks for the newer one with a header of its own. */
  private final HttpClient http = HttpClient.newHttpClient();

  private static PostgresDatabase database;
  private static LocalProject project;

  @BeforeAll
  static void start() {
    database = SupabaseShape.hosted().createDatabase(PostgresServer.shared());
    project = LocalProject.before(database);
  }

  @AfterAll
  static void close() {
    project.close();
    database.close();
  }

  @Test
  void servesAuthUnderTheProjectsNameAndKeys() throws Exception {
    IssuedSession session = project.auth().signIn(UUID.randomUUID());
    HttpResponse<String> user =
        send(
            request("/auth/v1/user")
                .header("apikey", project.keys().publishableKey())
                .header("Authorization", "Bearer " + session.accessToken()));
    assertThat(user.statusCode()).isEqualTo(200);
    assertThat(user.body()).contains(session.user().toString());
    assertThat(project.auth().claims(session.user()))
        .containsEntry("iss", project.url() + "/auth/v1");
  }

  @Test
  void servesRestToAUserOfItsAuth() throws Exception {
    IssuedSession session = project.auth().signIn(UUID.randomUUID());
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> answer =
          send(
              request("/rest/v1/rpc/no_such_function")
                  .header("apikey", project.keys().publishableKey())
                  .header("Authorization", "Bearer " + session.accessToken())
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString("{}")));
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).contains("PGRST202");
      assertThat(answer.headers().firstValue("Connection")).contains("close");
    }
    assertThat(project.rest().requests()).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void opensSockets() throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    WebSocket socket =
        http.newWebSocketBuilder()
            .buildAsync(
                URI.create(
                    "ws"
                        + project.url().toString().substring("http".length())
                        + "/realtime/v1/websocket?vsn=1.0.0&apikey="
                        + project.keys().publishableKey()),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket from, CharSequence text, boolean last) {
                    answer.complete(text.toString());
                    return null;
                  }
                })
            .get(30, TimeUnit.SECONDS);
    WebSocket unused =
        socket
            .sendText(
                "{\"topic\":\"phoenix\",\"event\":\"heartbeat\",\"payload\":{},\"ref\":\"1\"}",
                true)
            .get(30, TimeUnit.SECONDS);
    assertThat(answer.get(30, TimeUnit.SECONDS)).contains("\"status\":\"ok\"");
    assertThat(project.realtime().connections()).isEqualTo(1);
    socket.abort();
  }

  @Test
  void hasNoOtherRoutes() throws Exception {
    assertThat(send(request("/storage/v1/object")).statusCode()).isEqualTo(404);
    assertThat(send(request("/storage/v1/object")).body()).contains("no Route");
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(project.url().resolve(path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
