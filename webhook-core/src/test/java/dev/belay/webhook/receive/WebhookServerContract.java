package dev.belay.webhook.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an endpoint does in a real server. A subclass starts one. */
public abstract class WebhookServerContract {

  private static final byte[] PAYLOAD = EndpointFixture.PAYLOAD.getBytes(UTF_8);
  private static final int LIMIT = 10_000;
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final EndpointFixture fixture = new EndpointFixture();
  private URI route;

  /** Starts a server on a free port of this machine and gives the URL of the endpoint's route. */
  protected abstract URI start(WebhookEndpoint endpoint) throws Exception;

  /** Stops the server. */
  protected abstract void stop() throws Exception;

  @BeforeEach
  void begin() throws Exception {
    route = start(fixture.endpoint(builder -> builder.maxBodyBytes(LIMIT)));
  }

  @AfterEach
  void end() throws Exception {
    stop();
    fixture.close();
  }

  private HttpResponse<String> post(String signature, BodyPublisher body) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(route)
            .timeout(Duration.ofSeconds(20))
            .header("X-Signature-HMAC", signature)
            .POST(body)
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> post(byte[] body) throws Exception {
    return post(fixture.signature(body), BodyPublishers.ofByteArray(body));
  }

  /** Sends bytes as they are and gives the status of the answer, 0 where there is none. */
  private int raw(String head, byte[] body) throws IOException {
    try (Socket socket = new Socket(route.getHost(), route.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write((head + "\r\n").getBytes(ISO_8859_1));
      socket.getOutputStream().write(body);
      String answer = new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
      return answer.length() < 12 ? 0 : Integer.parseInt(answer.substring(9));
    } catch (SocketException hungUp) { // a server may close the connection on what it cannot read
      return 0;
    }
  }

  private String head(String... headers) {
    return "POST "
        + route.getPath()
        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + String.join("\r\n", headers)
        + "\r\n";
  }

  @Test
  void receivesAnEvent() throws Exception {
    HttpResponse<String> answer = post(PAYLOAD);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"ok\":true}");
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(post(PAYLOAD).body()).isEqualTo("{\"ok\":true,\"duplicate\":true}");
    assertThat(fixture.handled).hasSize(1);
  }

  @Test
  void takesABodyThatComesInChunks() throws Exception {
    InputStream body = new ByteArrayInputStream(PAYLOAD);
    assertThat(
            post(fixture.signature(PAYLOAD), BodyPublishers.ofInputStream(() -> body)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void keepsTheBytesAsTheyCame() throws Exception {
    byte[] spaced = EndpointFixture.PAYLOAD.replace(":", " :\t").concat("\r\n\n ").getBytes(UTF_8);
    assertThat(post(spaced).statusCode()).isEqualTo(200);
    byte[] notText = {'{', (byte) 0xff, (byte) 0xfe, 0, '}'};
    assertThat(post(notText).statusCode()).isEqualTo(400);
    assertThat(post(new byte[0]).statusCode()).isEqualTo(400);
  }

  /** A server that takes a body for a form would have read it. */
  @Test
  void keepsTheBytesWhateverTheirTypeIsSaidToBe() throws Exception {
    int status =
        raw(
            head(
                "Content-Type: application/x-www-form-urlencoded",
                "X-Signature-HMAC: " + fixture.signature(PAYLOAD),
                "Content-Length: " + PAYLOAD.length),
            PAYLOAD);
    assertThat(status).isEqualTo(200);
  }

  @Test
  void refusesABadSignature() throws Exception {
    assertThat(post("0".repeat(64), BodyPublishers.ofByteArray(PAYLOAD)).statusCode())
        .isEqualTo(401);
    assertThat(
            CLIENT
                .send(
                    HttpRequest.newBuilder(route).POST(BodyPublishers.ofByteArray(PAYLOAD)).build(),
                    BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(401);
    assertThat(fixture.handled).isEmpty();
  }

  @Test
  void refusesASignatureThatCameTwice() throws Exception {
    String signature = "X-Signature-HMAC: " + fixture.signature(PAYLOAD);
    String length = "Content-Length: " + PAYLOAD.length;
    assertThat(raw(head(signature, "x-signature-hmac: 00", length), PAYLOAD)).isEqualTo(401);
    assertThat(raw(head(signature, signature, length), PAYLOAD)).isEqualTo(401);
    assertThat(fixture.handled).isEmpty();
  }

  @Test
  void refusesOverlongAndOddHeaders() throws Exception {
    String length = "Content-Length: " + PAYLOAD.length;
    for (String odd :
        new String[] {"0".repeat(4000), "0".repeat(500_000), "\u00ff\u00fe", "\t", "a b;c,d"}) {
      int status = raw(head("X-Signature-HMAC: " + odd, length), PAYLOAD);
      assertThat(status).isIn(0, 400, 401, 413, 431);
    }
    assertThat(post(PAYLOAD).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesALargeBody() throws Exception {
    byte[] large = new byte[LIMIT + 1];
    assertThat(post(large).statusCode()).isEqualTo(413);
    InputStream chunks = new ByteArrayInputStream(large);
    assertThat(
            post(fixture.signature(large), BodyPublishers.ofInputStream(() -> chunks)).statusCode())
        .isEqualTo(413);
  }

  /** It is refused for what it announces; nothing of it has to come. */
  @Test
  void refusesAHugeBodyUnread() throws Exception {
    assertThat(raw(head("X-Signature-HMAC: 00", "Content-Length: 4000000000"), new byte[0]))
        .isEqualTo(413);
  }

  @Test
  void survivesAClientThatHangsUp() throws Exception {
    String signature = "X-Signature-HMAC: " + fixture.signature(PAYLOAD);
    for (int i = 0; i < 5; i++) {
      try (Socket socket = new Socket(route.getHost(), route.getPort())) {
        String head = head(signature, "Content-Length: " + PAYLOAD.length);
        socket.getOutputStream().write((head + "\r\n").getBytes(ISO_8859_1));
        socket.getOutputStream().write(PAYLOAD, 0, PAYLOAD.length / 2);
      }
    }
    assertThat(post(PAYLOAD).body()).isEqualTo("{\"ok\":true}");
    assertThat(fixture.handled).hasSize(1);
  }

  @Test
  void refusesOtherMethods() throws Exception {
    for (String method : new String[] {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"}) {
      HttpResponse<String> answer =
          CLIENT.send(
              HttpRequest.newBuilder(route).method(method, BodyPublishers.noBody()).build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(method).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow")).contains("POST");
    }
  }

  @Test
  void receivesManyAtOnce() {
    IntStream.range(0, 60)
        .parallel()
        .forEach(
            i -> {
              String id = "5b1f0c3d2" + (100 + i);
              byte[] body = EndpointFixture.PAYLOAD.replace("5b1f0c3d2e1a", id).getBytes(UTF_8);
              try {
                assertThat(post(body).statusCode()).isEqualTo(200);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    assertThat(fixture.handled).hasSize(60);
  }

  /** Runbook, "Test HMAC Delivery", as it stands there. */
  @Test
  void passesTheRunbooksOwnTest() throws Exception {
    for (String tool : new String[] {"bash", "openssl", "curl"}) {
      Assumptions.assumeTrue(isInstalled(tool), tool + " is not installed");
    }
    String script =
        """
        payload='{"type":"INSERT","table":"trip_collaborators","record":{"id":"test","trip_id":1},"occurred_at":"2025-11-13T03:00:00Z"}'
        sig=$(printf "%s" "$payload" | openssl dgst -sha256 -hmac "$HMAC_SECRET" -hex | sed 's/^.* //')
        curl -s -i -H 'Content-Type: application/json' -H "X-Signature-HMAC: $sig" -d "$payload" "$HOOK"
        curl -s -i -H 'Content-Type: application/json' -d "$payload" "$HOOK"
        """;
    ProcessBuilder shell = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
    shell.environment().put("HMAC_SECRET", fixture.secret.reveal());
    shell.environment().put("HOOK", route.toString());
    shell.environment().putAll(Map.of("no_proxy", "*", "NO_PROXY", "*"));
    Process process = shell.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(output).containsSubsequence(" 200", "{\"ok\":true}", " 401", "invalid_signature");
    assertThat(fixture.handled)
        .singleElement()
        .returns("test", e -> e.record().orElseThrow().text("id").orElseThrow());
  }

  private static boolean isInstalled(String tool) throws Exception {
    try {
      String option = tool.equals("openssl") ? "version" : "--version";
      return new ProcessBuilder(tool, option)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException notFound) {
      return false;
    }
  }
}
