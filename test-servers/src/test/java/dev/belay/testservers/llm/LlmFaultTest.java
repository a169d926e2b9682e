package dev.belay.testservers.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.testservers.leak.TestKeys;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LlmFaultTest {

  private static final String HOST = "api.openai.com";
  private static final String URL = "https://api.openai.com/v1/models";
  private static final String KEY = TestKeys.openai();

  private LlmEndpoints endpoints;
  private LlmClient client;

  @BeforeEach
  void start() {
    endpoints = LlmEndpoints.start();
    endpoints.accept(HOST, KEY);
    client = LlmClient.of(endpoints);
  }

  @AfterEach
  void stop() {
    endpoints.close();
  }

  @Test
  void failsOnceAndIsWellAgain() throws IOException {
    endpoints.failNext(HOST, LlmFault.status(503));
    endpoints.failNext(HOST, LlmFault.status(500));

    assertThat(get().statusCode()).isEqualTo(503);
    assertThat(get().statusCode()).isEqualTo(500);
    assertThat(get().statusCode()).isEqualTo(200);
    assertThat(endpoints.seen()).extracting(SeenRequest::status).containsExactly(503, 500, 200);
  }

  @Test
  void failsUntilItRecovers() throws IOException {
    endpoints.fail(HOST, LlmFault.status(529));

    assertThat(get().statusCode()).isEqualTo(529);
    assertThat(get().statusCode()).isEqualTo(529);
    endpoints.recover(HOST);
    assertThat(get().statusCode()).isEqualTo(200);
  }

  @Test
  void failsAtOneHostOnly() throws IOException {
    endpoints.fail("api.x.ai", LlmFault.status(500));

    assertThat(get().statusCode()).isEqualTo(200);
  }

  @Test
  void saysWhenToComeBack() throws IOException {
    endpoints.failNext(HOST, LlmFault.rateLimited(Duration.ofSeconds(7)));

    HttpResponse<String> response = get();

    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.headers().firstValue("Retry-After")).contains("7");
  }

  @Test
  void answersWithAPageInPlaceOfJson() throws IOException {
    endpoints.failNext(HOST, LlmFault.html(502));

    HttpResponse<String> response = get();

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(response.headers().firstValue("Content-Type")).contains("text/html");
    assertThat(response.body()).startsWith("<!DOCTYPE html>");
  }

  @Test
  void answersWhateverATestWants() throws IOException {
    endpoints.failNext(HOST, LlmFault.answer(403, Map.of("X-Reason", "scopes"), "Missing scopes"));

    HttpResponse<String> response = get();

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).isEqualTo("Missing scopes");
    assertThat(response.headers().firstValue("X-Reason")).contains("scopes");
  }

  @Test
  void keepsAClientWaitingForTheHeaders() {
    endpoints.failNext(HOST, LlmFault.slowHeaders(Duration.ofMinutes(1)));

    assertThatThrownBy(
            () ->
                client.send(
                    LlmClient.request(URL, "Authorization", "Bearer " + KEY)
                        .timeout(Duration.ofMillis(200))))
        .isInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void sendsTheRestOfASlowBodyInTheEnd() throws IOException {
    String whole = get().body();
    endpoints.failNext(HOST, LlmFault.slowBody(Duration.ofMillis(50)));

    assertThat(get().body()).isEqualTo(whole);
  }

  @Test
  void sendsABodyThatDripsInTheEnd() throws IOException {
    String whole = get().body();
    endpoints.failNext(HOST, LlmFault.drippingBody(Duration.ofMillis(1)));

    assertThat(get().body()).isEqualTo(whole);
  }

  @Test
  void noticesThatAClientHangsUpOnABodyThatDrips() throws Exception {
    endpoints.failNext(HOST, LlmFault.drippingBody(Duration.ofMillis(20)));

    client.open(URL, "Authorization", "Bearer " + KEY).close();

    assertThat(endpoints.clientHungUp()).isTrue();
  }

  @Test
  void endsTheConnectionHalfWayThroughTheBody() {
    endpoints.failNext(HOST, LlmFault.truncatedBody());

    assertThatThrownBy(this::get).isInstanceOf(IOException.class);
  }

  @Test
  void sendsABodyAsLongAsATestWants() throws IOException {
    endpoints.failNext(HOST, LlmFault.oversizedBody(3_000_000));

    assertThat(get().body()).hasSize(3_000_000);
  }

  @Test
  void resetsTheConnection() {
    endpoints.fail(HOST, LlmFault.reset());

    assertThatThrownBy(this::get)
        .isInstanceOf(IOException.class)
        .hasStackTraceContaining("Connection reset");
  }

  private HttpResponse<String> get() throws IOException {
    return client.get(URL, "Authorization", "Bearer " + KEY);
  }
}
