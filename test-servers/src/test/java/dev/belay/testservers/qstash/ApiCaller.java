package dev.belay.testservers.qstash;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Calls the API by hand, as curl would. */
record ApiCaller(QStashServer server, String token) {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  static ApiCaller of(QStashServer server) {
    return new ApiCaller(server, server.token());
  }

  Answer publish(String destination, String body, String... headers) throws IOException {
    return call("POST", "/v2/publish/" + destination, body, headers);
  }

  Answer call(String method, String path, String body, String... headers) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Authorization", "Bearer " + token);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> answer =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.headers(), Json.read(Bytes.of(answer.body())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  record Answer(int status, HttpHeaders headers, JsonNode json) {

    String messageId() {
      return json.path("messageId").asText();
    }

    String error() {
      return json.path("error").asText();
    }
  }
}
