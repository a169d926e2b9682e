package dev.belay.webhook.qstash;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.resp.RespRedisClients;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.JdkHttpTransport;
import dev.belay.testservers.qstash.QStashDelivery;
import dev.belay.testservers.qstash.QStashFault;
import dev.belay.testservers.qstash.QStashServer;
import dev.belay.testservers.redis.RedisServer;
import dev.belay.testservers.resend.ResendFault;
import dev.belay.testservers.resend.ResendServer;
import dev.belay.webhook.email.Email;
import dev.belay.webhook.email.EmailAddress;
import dev.belay.webhook.email.EmailSender;
import dev.belay.webhook.email.EmailSenders;
import dev.belay.webhook.idempotency.IdempotencyStore;
import dev.belay.webhook.idempotency.IdempotencyStores;
import dev.belay.webhook.jdk.JdkWebhooks;
import dev.belay.webhook.receive.WebhookEndpoint;
import dev.belay.webhook.receive.WebhookOutcome;
import dev.belay.webhook.verify.HmacSigner;
import dev.belay.webhook.verify.HmacVerifier;
import dev.belay.webhook.verify.QStashVerifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the signed webhook by way of QStash to the e-mail, with a fault at every hop. */
class JobChainTest {

  private static final Secret HMAC = Secret.of("test-hmac-secret");

  private final QStashServer qstash = QStashServer.builder().manualTime().start();
  private final ResendServer resend = ResendServer.start();
  private final RedisClient redis = RespRedisClients.of(RedisServer.shared().uri());
  private final IdempotencyStore store = IdempotencyStores.over(redis);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer http;
  private QStashClient client;
  private EmailSender sender;

  @BeforeEach
  void serve() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    client = QStashClient.builder(Secret.of(qstash.token())).url(qstash.url()).build();
    sender =
        EmailSenders.resend(Secret.of(resend.apiKey()), EmailAddress.of("noreply@trips.example"))
            .url(resend.url())
            .build();
    http.createContext("/hooks", JdkWebhooks.handler(endpoint()));
    http.createContext("/jobs", JdkWebhooks.handler(worker()));
    http.start();
  }

  @AfterEach
  void close() {
    http.stop(0);
    threads.shutdownNow();
    redis.close();
    resend.close();
    qstash.close();
  }

  @Test
  void aRowThatComesSeveralTimesThroughBrokenHopsIsOneEmail() {
    String event = UUID.randomUUID().toString();
    resend.failNext(ResendFault.SERVER_ERROR);
    resend.failNext(ResendFault.HANG_UP_AFTER);
    qstash.failNext(QStashFault.SERVER_ERROR);
    assertThat(post(event)).as("QStash is away, so the sender repeats").isEqualTo(503);
    qstash.failNext(QStashFault.HANG_UP_AFTER);
    assertThat(post(event)).isEqualTo(200);
    assertThat(post(event)).as("a repetition").isEqualTo(200);

    qstash.advance(Duration.ofMinutes(1));

    assertThat(qstash.deliveries()).extracting(QStashDelivery::status).containsExactly(500, 200);
    assertThat(resend.emails()).hasSize(1);
    assertThat(resend.emails().get(0).text()).isEqualTo("Event: " + event);
    assertThat(qstash.pending()).isZero();
    assertThat(qstash.deadLetters()).isEmpty();
  }

  private WebhookEndpoint endpoint() {
    return WebhookEndpoint.builder("trips")
        .verifier(HmacVerifier.builder().secret(HMAC).build())
        .idempotency(store)
        .handler(
            event -> {
              client.publish(
                  QStashMessage.to(url("/jobs"))
                      .json("{\"eventKey\":\"" + event.id() + "\"}")
                      .deduplicationId("notify:" + event.id())
                      .build());
              return WebhookOutcome.with("enqueued", true);
            })
        .build();
  }

  private QStashWorker worker() {
    return QStashWorker.builder("notify-collaborators")
        .verifier(
            QStashVerifier.builder()
                .keys(Secret.of(qstash.currentSigningKey()), Secret.of(qstash.nextSigningKey()))
                .destination(url("/jobs").toString())
                .build())
        .idempotency(store)
        .handler(
            job -> {
              Email email =
                  Email.to("ada@example.com")
                      .subject("You were added as a trip collaborator")
                      .text("Event: " + job.id())
                      .build();
              return sender.send(email, "notify:" + job.id()).id();
            })
        .build();
  }

  private int post(String event) {
    String json =
        ("{\"event_id\":\"%s\",\"type\":\"INSERT\",\"table\":\"trip_collaborators\","
                + "\"schema\":\"public\",\"record\":{\"id\":7},\"old_record\":null,"
                + "\"occurred_at\":\"2025-11-13T03:00:00.123456+00:00\"}")
            .formatted(event);
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    return JdkHttpTransport.shared()
        .exchange(
            HttpCall.post(url("/hooks"))
                .body("application/json", body)
                .header("X-Signature-HMAC", HmacSigner.of(HMAC).sign(body))
                .build())
        .status();
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + path);
  }
}
