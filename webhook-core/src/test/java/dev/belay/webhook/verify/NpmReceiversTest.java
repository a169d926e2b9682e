package dev.belay.webhook.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.Secret;
import dev.belay.testservers.leak.TestKeys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What we sign and what others sign is the same thing. */
class NpmReceiversTest {

  private static final String URL = "https://my-app.example.com/api/jobs/notify-collaborators";
  private static final String BODY = "{\"name\": \"Zoë\", \"emoji\": \"\ud83d\ude80\"}";

  private static NpmReceivers npm;

  @BeforeAll
  static void fetch() throws Exception {
    npm = NpmReceivers.installed();
  }

  @Test
  void theReceiverOfQStashTakesTheTokensThatWeTake() throws Exception {
    String current = TestKeys.withPrefix("sig_", 28);
    String next = TestKeys.withPrefix("sig_", 28);
    Map<String, String> claims =
        QStashTokens.claims(URL, Instant.now().getEpochSecond(), BODY.getBytes(UTF_8));
    QStashVerifier ours =
        QStashVerifier.builder().keys(Secret.of(current), Secret.of(next)).destination(URL).build();
    for (String key : List.of(current, next)) {
      String token = QStashTokens.token(key, claims);
      ours.verify(
          Delivery.of(BODY.getBytes(UTF_8)).with(QStashVerifier.HEADER, token).webhookHeaders(),
          BODY.getBytes(UTF_8));
      String theirs =
          npm.run(
              """
              import { Receiver } from '@upstash/qstash';
              const [current, next, signature, url, body] = given();
              const receiver = new Receiver({ currentSigningKey: current, nextSigningKey: next });
              console.log(await receiver.verify({ signature, url, body }));
              """,
              current,
              next,
              token,
              URL,
              BODY);
      assertThat(theirs).isEqualTo("true");
    }
  }

  @Test
  void theReferenceLibraryTakesWhatWeSign() throws Exception {
    Secret secret = StandardWebhooksSigner.generateSecret();
    Instant now = Instant.now();
    String signature =
        StandardWebhooksSigner.of(List.of(StandardWebhooksSigner.generateSecret(), secret))
            .sign("msg_1", now, BODY.getBytes(UTF_8));
    String theirs =
        npm.run(
            """
            import { Webhook } from 'standardwebhooks';
            const [secret, time, signature, body] = given();
            new Webhook(secret).verify(body, {
              'webhook-id': 'msg_1', 'webhook-timestamp': time, 'webhook-signature': signature });
            console.log('accepted');
            """,
            secret.reveal(),
            String.valueOf(now.getEpochSecond()),
            signature,
            BODY);
    assertThat(theirs).isEqualTo("accepted");
  }

  @Test
  void weTakeWhatTheReferenceLibrarySigns() throws Exception {
    Secret secret = StandardWebhooksSigner.generateSecret();
    long now = Instant.now().getEpochSecond();
    String signature =
        npm.run(
            """
            import { Webhook } from 'standardwebhooks';
            const [secret, time, body] = given();
            console.log(new Webhook(secret).sign('msg_1', new Date(Number(time) * 1000), body));
            """,
            secret.reveal(),
            String.valueOf(now),
            BODY);
    Delivery delivery =
        Delivery.of(BODY.getBytes(UTF_8))
            .with("webhook-id", "msg_1")
            .with("webhook-timestamp", String.valueOf(now))
            .with("webhook-signature", signature);
    StandardWebhooksVerifier.of(secret).verify(delivery.webhookHeaders(), BODY.getBytes(UTF_8));
  }
}
