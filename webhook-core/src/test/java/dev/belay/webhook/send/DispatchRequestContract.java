package dev.belay.webhook.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.Secret;
import dev.belay.webhook.send.Receiver.Received;
import dev.belay.webhook.verify.HmacVerifier;
import dev.belay.webhook.verify.SigningSecret;
import dev.belay.webhook.verify.StandardWebhooksSigner;
import dev.belay.webhook.verify.StandardWebhooksVerifier;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a dispatcher sends, and what it signs with. */
interface DispatchRequestContract extends DispatcherSubject {

  @Test
  default void postsTheStoredBytesWithTheRunbooksHeaders() {
    database().sql("insert into public.trips values (7, 'Zürich – “summer” \\ \uD83C\uDFD4')");

    assertThat(drain()).extracting(DispatchCounts::delivered).isEqualTo(1L);

    UUID event = database().events().get(0);
    Received request = receiver().received().get(0);
    assertThat(request.path()).isEqualTo("/hooks/trips");
    assertThat(request.text()).isEqualTo(database().payload(event)).contains("Zürich");
    assertThat(request.header("Content-Type")).isEqualTo("application/json");
    assertThat(request.header("X-Event-Type")).isEqualTo("INSERT");
    assertThat(request.header("X-Table")).isEqualTo("trips");
    assertThat(request.header("webhook-id")).isEqualTo(event.toString());
    assertThat(database().unfinished()).isZero();
  }

  @Test
  default void signsInBothWays() {
    database().trips(1, 1);
    drain();

    Received request = receiver().received().get(0);
    HmacVerifier.builder().secret(hmacSecret()).build().verify(request.values(), request.body());
    StandardWebhooksVerifier.builder()
        .secret(standardSecret())
        .build()
        .verify(request.values(), request.body());
    assertThat(request.header("X-Signature-HMAC")).matches("[0-9a-f]{64}");
    assertThat(outbox().endpoints().compareSecret("trips", hmacSecret()))
        .isEqualTo(new SecretDrift(SecretDrift.Verdict.MATCH, "dispatcher"));
    assertThat(outbox().endpoints().compareSecret("trips", standardSecret()).verdict())
        .isEqualTo(SecretDrift.Verdict.MISMATCH);
  }

  @Test
  default void leavesTheSignaturesOutWhereThereIsNoSecret() {
    database().trips(1, 1);
    drain(builder().secrets(SigningSecrets.none()));

    Received request = receiver().received().get(0);
    assertThat(request.values().values("X-Signature-HMAC")).isEmpty();
    assertThat(request.values().values("webhook-signature")).isEmpty();
    assertThat(request.header("webhook-id")).isNotEmpty();
    assertThat(request.header("webhook-timestamp")).isNotEmpty();
  }

  @Test
  default void sendsNothingUnsignedWhereAllSecretsHaveEnded() {
    database().trips(1, 1);
    SigningSecret ended = SigningSecret.of(hmacSecret()).until(Instant.now().minusSeconds(60));

    drain(builder().secrets(SigningSecrets.of(List.of(ended), List.of())));

    assertThat(receiver().received()).isEmpty();
    assertThat(attempts())
        .extracting(DeliveryAttempt::errorWord)
        .containsExactly("no_valid_secret");
    assertThat(drain(builder())).extracting(DispatchCounts::claimed).isEqualTo(0L); // it waits
  }

  @Test
  default void signsWithBothSecretsWhileOneIsBeingReplaced() {
    Secret next = StandardWebhooksSigner.generateSecret();
    SigningSecret previous =
        SigningSecret.of(standardSecret()).until(Instant.now().plusSeconds(60));
    database().trips(1, 1);

    drain(
        builder().secrets(SigningSecrets.of(List.of(), List.of(SigningSecret.of(next), previous))));

    Received request = receiver().received().get(0);
    assertThat(request.header("webhook-signature").split(" ")).hasSize(2);
    for (Secret either : List.of(next, standardSecret())) {
      StandardWebhooksVerifier.builder()
          .secret(either)
          .build()
          .verify(request.values(), request.body());
    }
  }

  @Test
  default void sendsEachKindOfChangeAndNoneThatWasRolledBack() {
    database().sql("begin; insert into public.trips values (1, 'never'); rollback");
    database().sql("insert into public.trips values (2, 'a')");
    database().sql("update public.trips set title = 'b' where id = 2");
    database().sql("delete from public.trips where id = 2");

    drain();

    assertThat(receiver().received())
        .extracting(request -> request.header("X-Event-Type"))
        .containsExactlyInAnyOrder("INSERT", "UPDATE", "DELETE");
    assertThat(receiver().received()).noneMatch(request -> request.text().contains("never"));
  }

  @Test
  default void encodesATablesNameThatNoHeaderCanHold() {
    database().sql("create table public.\"Reisen\nüber Land\" (id bigint primary key)");
    database().watch("\"Reisen\nüber Land\"", "trips");
    database().sql("insert into public.\"Reisen\nüber Land\" values (1)");

    assertThat(drain().delivered()).isEqualTo(1);
    assertThat(receiver().received().get(0).header("X-Table")).isEqualTo("Reisen%0A%C3%BCber+Land");
  }
}
