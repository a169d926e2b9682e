package dev.belay.testservers.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.testservers.leak.TestKeys;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LlmEndpointsTest {

  private static final String KEY = TestKeys.openai();
  private static final String WRONG = "other-key-9876543210-zyxwvuts";
  private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

  private LlmEndpoints endpoints;
  private LlmClient client;

  @BeforeEach
  void start() {
    endpoints = LlmEndpoints.start();
    client = LlmClient.of(endpoints);
  }

  @AfterEach
  void stop() {
    endpoints.close();
  }

  @ParameterizedTest
  @CsvSource({
    "https://api.openai.com/v1/chat/completions, gpt-4o-mini",
    "https://api.anthropic.com/v1/chat/completions, claude-haiku-4-5",
    "https://api.x.ai/v1/chat/completions, grok-4.3",
    "https://openrouter.ai/api/v1/chat/completions, openai/gpt-4o-mini",
    "https://ai-gateway.vercel.sh/v1/chat/completions, openai/gpt-4o-mini",
  })
  void completesAChatForAnAcceptedKey(String url, String model) throws IOException {
    endpoints.accept(host(url), KEY, "ada");

    HttpResponse<String> response = client.post(url, chat(model), "Authorization", "Bearer " + KEY);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("\"chat.completion\"").contains("\"" + model + "\"");
    assertThat(endpoints.seen())
        .containsExactly(new SeenRequest(host(url), "POST", path(url), model, "ada", 200));
  }

  @ParameterizedTest
  @CsvSource({
    "https://api.openai.com/v1/models, 401, invalid_api_key, other-ke***vuts",
    "https://api.x.ai/v1/api-key, 400, Client specified an invalid argument, ot***ts",
    "https://api.x.ai/v1/models, 400, Incorrect API key, ot***ts",
    "https://openrouter.ai/api/v1/key, 401, User not found, 401",
    "https://openrouter.ai/api/v1/auth/key, 401, User not found, 401",
    "https://ai-gateway.vercel.sh/v1/credits, 401, authentication_error, othe***vuts",
  })
  void refusesAWrongKeyAsTheProviderDoes(String url, int status, String says, String andSays)
      throws IOException {
    endpoints.accept(host(url), KEY);

    HttpResponse<String> response = client.get(url, "Authorization", "Bearer " + WRONG);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains(says).contains(andSays).doesNotContain(WRONG);
    assertThat(endpoints.seen())
        .containsExactly(new SeenRequest(host(url), "GET", path(url), null, null, status));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api.openai.com/v1/models",
        "https://api.anthropic.com/v1/models",
        "https://api.x.ai/v1/api-key",
        "https://openrouter.ai/api/v1/key",
        "https://ai-gateway.vercel.sh/v1/credits",
      })
  void tellsAboutAKeyThatItAcceptsAndRefusesNone(String url) throws IOException {
    endpoints.accept(host(url), KEY);
    String version = "2023-06-01";

    assertThat(
            client
                .get(url, "Authorization", "Bearer " + KEY, "anthropic-version", version)
                .statusCode())
        .isEqualTo(200);
    assertThat(client.get(url, "anthropic-version", version).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://openrouter.ai/api/v1/models", "https://ai-gateway.vercel.sh/v1/models"})
  void listsModelsToAnyoneWhereTheProviderDoes(String url) throws IOException {
    HttpResponse<String> response = client.get(url, "Authorization", "Bearer " + WRONG);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("openai/gpt-4o-mini");
    assertThat(endpoints.seen()).extracting(SeenRequest::key).containsOnlyNulls();
  }

  @Test
  void speaksAnthropicsMessages() throws IOException {
    String url = "https://api.anthropic.com/v1/messages";
    String body = "{\"model\":\"claude-haiku-4-5\",\"max_tokens\":8," + MESSAGES + "}";
    endpoints.accept("api.anthropic.com", KEY, "ada");

    assertThat(client.post(url, body, "x-api-key", KEY, "anthropic-version", "2023-06-01").body())
        .contains("\"type\":\"message\"");
    assertThat(
            client
                .post(
                    url, body, "Authorization", "Bearer " + KEY, "anthropic-version", "2026-10-21")
                .statusCode())
        .isEqualTo(200);
    assertThat(client.post(url, body, "x-api-key", KEY).body())
        .contains("invalid_request_error", "anthropic-version: header is required");
    assertThat(
            client
                .post(url, body, "x-api-key", KEY, "anthropic-version", "2020-01-01")
                .statusCode())
        .isEqualTo(400);
    assertThat(
            client
                .post(
                    url,
                    chat("claude-haiku-4-5"),
                    "x-api-key",
                    KEY,
                    "anthropic-version",
                    "2023-06-01")
                .body())
        .contains("max_tokens");
    assertThat(client.post(url, body, "x-api-key", WRONG, "anthropic-version", "2023-06-01").body())
        .contains("\"type\":\"error\"", "authentication_error", "request_id")
        .doesNotContain(WRONG);
  }

  @Test
  void speaksMessagesAtTheGatewayToo() throws IOException {
    endpoints.accept("ai-gateway.vercel.sh", KEY);
    String body = "{\"model\":\"anthropic/claude-opus-5\",\"max_tokens\":8," + MESSAGES + "}";

    assertThat(
            client
                .post("https://ai-gateway.vercel.sh/v1/messages", body, "x-api-key", KEY)
                .statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "https://api.openai.com/v1/chat/completions, openai/gpt-4o-mini, model_not_found",
    "https://api.x.ai/v1/chat/completions, xai/grok-4.3, entity was not found",
    "https://openrouter.ai/api/v1/chat/completions, gpt-4o-mini, No endpoints found",
    "https://ai-gateway.vercel.sh/v1/chat/completions, gpt-4o-mini, model_not_found",
    "https://api.anthropic.com/v1/chat/completions, anthropic/claude-haiku-4-5, not_found_error",
  })
  void knowsAModelInItsOwnFormOnly(String url, String model, String says) throws IOException {
    endpoints.accept(host(url), KEY);

    HttpResponse<String> response = client.post(url, chat(model), "Authorization", "Bearer " + KEY);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).contains(says);
  }

  @Test
  void knowsAModelThatWasAdded() throws IOException {
    endpoints.accept("api.openai.com", KEY);
    endpoints.offer("api.openai.com", "gpt-9");

    assertThat(
            client
                .post(
                    "https://api.openai.com/v1/chat/completions",
                    chat("gpt-9"),
                    "Authorization",
                    "Bearer " + KEY)
                .statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"model\":}",
        "{\"model\":\"gpt-4o\"} x",
        "{\"model\":\"gpt-4o\"}",
        "{\"model\":\"gpt-4o\",\"messages\":[]}",
        "{\"model\":7,\"messages\":[{}]}",
      })
  void refusesAMalformedBody(String body) throws IOException {
    endpoints.accept("api.openai.com", KEY);

    HttpResponse<String> response =
        client.post(
            "https://api.openai.com/v1/chat/completions", body, "Authorization", "Bearer " + KEY);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("invalid_request_error");
  }

  @Test
  void refusesARevokedKey() throws IOException {
    endpoints.accept("api.openai.com", KEY);
    endpoints.revoke("api.openai.com", KEY);

    assertThat(
            client
                .get("https://api.openai.com/v1/models", "Authorization", "Bearer " + KEY)
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void acceptsAKeyAtOneHostOnly() throws IOException {
    endpoints.accept("api.openai.com", KEY);

    assertThat(
            client.get("https://api.x.ai/v1/models", "Authorization", "Bearer " + KEY).statusCode())
        .isEqualTo(400);
  }

  @Test
  void answersAnUnknownRouteWith404() throws IOException {
    assertThat(client.get("https://api.openai.com/v2/models").statusCode()).isEqualTo(404);
    assertThat(client.get("https://api.openai.com/v1/chat/completions").statusCode())
        .isEqualTo(404);
  }

  @Test
  void givesNoTunnelToAnotherHostOrPort() {
    assertThatThrownBy(() -> client.get("https://example.com/")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> client.get("https://api.openai.com:8443/"))
        .isInstanceOf(IOException.class);

    assertThat(endpoints.refusedTargets())
        .containsExactly("example.com:443", "api.openai.com:8443");
    assertThat(endpoints.seen()).isEmpty();
  }

  @Test
  void refusesAPlainRequestToTheProxy() throws IOException {
    assertThat(client.get("http://api.openai.com/v1/models").statusCode()).isEqualTo(405);
  }

  @Test
  void isNotTrustedByAClientThatWasNotToldTo() throws Exception {
    LlmClient stranger = new LlmClient(endpoints.proxySelector(), SSLContext.getDefault());

    assertThatThrownBy(() -> stranger.get("https://api.openai.com/v1/models"))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void hasStandInsOfFiveHostsOnly() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> endpoints.accept("example.com", KEY))
        .withMessageContaining("example.com");
  }

  @Test
  void neverShowsAKeyInItsRecords() throws IOException {
    endpoints.accept("api.openai.com", KEY);
    client.get("https://api.openai.com/v1/models", "Authorization", "Bearer " + KEY);

    assertThat(endpoints.seen().toString()).contains("accepted").doesNotContain(KEY);
  }

  @Test
  void closesTwiceWithoutHarm() {
    endpoints.close();

    assertThatThrownBy(() -> client.get("https://api.openai.com/v1/models"))
        .isInstanceOf(IOException.class);
  }

  private static String chat(String model) {
    return "{\"model\":\"" + model + "\"," + MESSAGES + "}";
  }

  private static String host(String url) {
    return URI.create(url).getHost();
  }

  private static String path(String url) {
    return URI.create(url).getPath();
  }
}
