package dev.belay.testservers.resend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the pages of Resend say, done by the local one. */
class ResendServerTest {

  private static final String EMAIL =
      "{\"from\":\"App <a@b.example>\",\"to\":[\"c@d.example\"],\"subject\":\"s\",\"text\":\"t\"}";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final ResendServer resend = ResendServer.start();

  @AfterEach
  void close() {
    resend.close();
  }

  @Test
  void takesAnEmailAndABatch() throws Exception {
    assertThat(post("/emails", EMAIL).statusCode()).isEqualTo(200);
    assertThat(post("/emails/batch", "[" + EMAIL + "," + EMAIL + "]").body()).contains("data");
    assertThat(resend.emails()).hasSize(3);
    ResendEmail email = resend.emails().get(0);
    assertThat(email.from()).isEqualTo("App <a@b.example>");
    assertThat(email.to()).containsExactly("c@d.example");
  }

  @Test
  void answersTheSameRequestUnderTheSameKeyOnce() throws Exception {
    String first = post("/emails", EMAIL, "Idempotency-Key", "k").body();
    String second = post("/emails", EMAIL, "Idempotency-Key", "k").body();
    HttpResponse<String> other =
        post("/emails", EMAIL.replace("\"s\"", "\"other\""), "Idempotency-Key", "k");
    assertThat(second).isEqualTo(first);
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(other.body()).contains("invalid_idempotent_request");
    assertThat(resend.emails()).hasSize(1);
    assertThat(post("/emails", EMAIL, "Idempotency-Key", "k".repeat(257)).statusCode())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 422 | missing_required_field",
        "nonsense | 400 | validation_error",
        "{'from':'a@b','to':'no','subject':'s','text':'t'} | 422 | validation_error"
      })
  void refusesWhatIsMalformed(String body, int status, String name) throws Exception {
    HttpResponse<String> answer = post("/emails", body.replace('\'', '"'));
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains("\"name\":\"" + name + "\"");
  }

  @Test
  void aBadKeyIs403AndNoneIs401() throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(resend.url().resolve("/emails"))
            .POST(HttpRequest.BodyPublishers.ofString(EMAIL));
    assertThat(send(request).body()).contains("missing_api_key").contains("401");
    assertThat(send(request.setHeader("Authorization", "Bearer re_other")).body())
        .contains("invalid_api_key")
        .contains("403");
  }

  @Test
  void failsAsItIsTold() throws Exception {
    resend.failNext(ResendFault.RATE_LIMIT);
    HttpResponse<String> limited = post("/emails", EMAIL);
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValue("retry-after")).contains("2");
    assertThat(limited.headers().firstValue("ratelimit-remaining")).contains("0");
    assertThat(post("/other", EMAIL).statusCode()).isEqualTo(404);
    assertThat(resend.emails()).isEmpty();
    assertThat(resend.requests()).isEqualTo(2);
  }

  private HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(resend.url() + path))
            .header("Authorization", "Bearer " + resend.apiKey())
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
