package dev.belay.examples.travel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cache.TagSet;
import dev.belay.cache.TagVersionCache;
import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.resp.RespRedisClients;
import dev.belay.cache.redis.store.RedisCacheStores;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.TestSql;
import dev.belay.support.Environment;
import dev.belay.support.Secret;
import dev.belay.support.http.JdkHttpTransport;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.qstash.QStashServer;
import dev.belay.testservers.redis.RedisServer;
import dev.belay.testservers.resend.ResendFault;
import dev.belay.testservers.resend.ResendServer;
import dev.belay.webhook.email.EmailAddress;
import dev.belay.webhook.email.EmailSender;
import dev.belay.webhook.email.EmailSenders;
import dev.belay.webhook.idempotency.IdempotencyStore;
import dev.belay.webhook.idempotency.IdempotencyStores;
import dev.belay.webhook.qstash.QStashClient;
import dev.belay.webhook.send.EndpointOptions;
import dev.belay.webhook.send.SigningSecrets;
import dev.belay.webhook.send.WebhookDispatcher;
import dev.belay.webhook.send.rpc.WebhookOutbox;
import dev.belay.webhook.verify.StandardWebhooksSigner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The whole chain on real parts: a row is written, the dispatcher sends it, the hook enqueues a
 * job, QStash brings it, the worker writes an e-mail.
 */
class TravelChainTest {

  private final List<String> ingested = new CopyOnWriteArrayList<>();
  private TravelDatabase travel;
  private TravelServer server;
  private QStashServer qstash;
  private ResendServer resend;
  private CollaboratorInbox inbox;
  private RedisClient redis;
  private TagVersionCache cache;
  private WebhookDispatcher dispatcher;

  @BeforeEach
  void start() {
    travel = TravelDatabase.create(DatabaseShape.PLAIN);
    server = TravelServer.open();
    qstash = QStashServer.start();
    resend = ResendServer.start();
    redis = RespRedisClients.of(RedisServer.shared().uri());
    String whsec = TestKeys.remember(StandardWebhooksSigner.generateSecret().reveal());
    inbox = CollaboratorInbox.open(Secret.of(whsec));
    Environment environment =
        Environment.of(
            Map.of(
                "HMAC_SECRET", TestKeys.withPrefix("hmac_", 40),
                "QSTASH_CURRENT_SIGNING_KEY", qstash.currentSigningKey(),
                "QSTASH_NEXT_SIGNING_KEY", qstash.nextSigningKey(),
                "COLLAB_WEBHOOK_URL", inbox.url().toString(),
                "COLLAB_WEBHOOK_SECRET", whsec));
    cache =
        TagVersionCache.builder(RedisCacheStores.versions(redis), RedisCacheStores.values(redis))
            .build();
    serve(environment);
    dispatcher = dispatcher(environment);
  }

  private void serve(Environment environment) {
    DataSource service = travel.database().service();
    IdempotencyStore once = IdempotencyStores.over(redis);
    JobQueue jobs =
        new JobQueue(
            QStashClient.builder(Secret.of(qstash.token())).url(qstash.url()).build(),
            server.origin());
    server.serve(new TravelHooks(environment, service, cache, once, jobs).routes());
    server.serve(
        new TravelJobs(environment, once, jobs)
            .routes(
                NotifyCollaborators.fromEnvironment(
                    environment, service, mail(), JdkHttpTransport.shared()),
                job -> {
                  ingested.add(job.id());
                  return "{}";
                }));
  }

  private EmailSender mail() {
    return EmailSenders.resend(
            Secret.of(resend.apiKey()), new EmailAddress("Travel", "noreply@example.com"))
        .url(resend.url())
        .build();
  }

  private WebhookDispatcher dispatcher(Environment environment) {
    WebhookDispatcher.Builder builder =
        WebhookOutbox.over(travel.database().rpc())
            .dispatcher()
            .secrets(SigningSecrets.fromEnvironment(environment))
            .trustedHosts("127.0.0.1");
    for (String hook : List.of("trips", "files", "cache")) {
      builder.endpoint(
          hook, EndpointOptions.none().url(server.origin().resolve("/api/hooks/" + hook)));
    }
    return builder.build();
  }

  @AfterEach
  void stop() {
    dispatcher.close();
    server.close();
    inbox.close();
    redis.close();
    resend.close();
    qstash.close();
    travel.close();
  }

  /** Runs everything that waits, until nothing does. */
  private void settle() {
    dispatcher.drain(Duration.ofSeconds(30));
    qstash.settle();
  }

  private UUID invited(String address) {
    UUID user = travel.database().newUser();
    execute("update auth.users set email = '" + address + "' where id = '" + user + "'");
    execute(
        "insert into public.trip_collaborators (trip_id, user_id, role) values (1, '"
            + user
            + "', 'editor')");
    return user;
  }

  private void execute(String sql) {
    TestSql.execute(travel.database().superuser(), sql);
  }

  @Test
  void whoIsAddedToATripGetsOneEmail() {
    invited("kim@example.com");

    settle();

    assertThat(resend.emails())
        .filteredOn(mail -> mail.to().contains("kim@example.com"))
        .singleElement()
        .satisfies(
            mail -> assertThat(mail.subject()).isEqualTo("You were added as a trip collaborator"))
        .satisfies(mail -> assertThat(mail.text()).contains("Trip #1", "editor"));
    assertThat(qstash.deadLetters()).isEmpty();
  }

  @Test
  void theApplicationDownstreamIsToldUnderASignature() {
    invited("lea@example.com");

    settle();

    assertThat(inbox.verified()).anyMatch(body -> body.contains("\"operation\":\"INSERT\""));
    assertThat(inbox.refused()).isZero();
  }

  @Test
  void whoseTripIsDeletedIsTold() {
    invited("max@example.com");
    settle();

    execute("delete from public.trips where id = 1");
    settle();

    assertThat(resend.emails())
        .filteredOn(mail -> mail.to().contains("max@example.com"))
        .extracting(mail -> mail.subject())
        .containsExactly(
            "You were added as a trip collaborator", "You were removed as a trip collaborator");
  }

  @Test
  void aFailedEmailIsTriedAgainAndNothingIsSentTwice() {
    resend.failNext(ResendFault.SERVER_ERROR);
    invited("nia@example.com");

    settle();
    qstash.advance(Duration.ofHours(1));
    qstash.settle();

    assertThat(resend.emails())
        .filteredOn(mail -> mail.to().contains("nia@example.com"))
        .hasSize(1);
  }

  @Test
  void whatIsRolledBackIsNeverTold() {
    int before = qstash.deliveries().size();
    execute(
        """
        do $$
        begin
          insert into public.trip_collaborators (trip_id, user_id) values (1, '%s');
          raise exception 'changed my mind';
        exception when raise_exception then null;
        end
        $$
        """
            .formatted(travel.stranger));

    settle();

    assertThat(inbox.verified()).noneMatch(body -> body.contains(travel.stranger.toString()));
    assertThat(qstash.deliveries().size()).isGreaterThanOrEqualTo(before);
  }

  @Test
  void aChangedRowBumpsTheTagsOfItsTable() {
    settle();
    TagSet tags = TravelCacheTags.read().tagsOf("flights");
    Map<String, Long> before = cache.versions(tags);

    execute("update public.flights set price = 99 where trip_id = 1");
    settle();

    Map<String, Long> after = cache.versions(tags);
    assertThat(before)
        .allSatisfy((tag, version) -> assertThat(after.get(tag)).isGreaterThan(version));
  }

  @Test
  void aCompletedUploadIsTakenInOnce() {
    execute("update public.file_attachments set upload_status = 'completed'");
    execute("update public.file_attachments set file_name = 'b.pdf'");

    settle();

    assertThat(ingested).hasSize(1);
  }
}
