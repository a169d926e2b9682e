package dev.belay.examples.travel;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.belay.cache.TagVersionCache;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.http.HttpTransport;
import dev.belay.webhook.email.EmailSender;
import dev.belay.webhook.idempotency.IdempotencyStore;
import dev.belay.webhook.qstash.QStashClient;
import dev.belay.webhook.qstash.QStashJobHandler;
import dev.belay.webhook.qstash.QStashWorker;
import dev.belay.webhook.receive.WebhookEndpoint;
import dev.belay.webhook.receive.WebhookHandler;
import dev.belay.webhook.receive.WebhookReceiver;
import dev.belay.webhook.verify.HmacVerifier;
import dev.belay.webhook.verify.QStashVerifier;
import dev.belay.webhook.verify.StandardWebhooksSigner;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The runbook's four webhooks ("Webhook Types"), made of the library's parts.
 *
 * <p>The environment has {@code HMAC_SECRET}, {@code QSTASH_CURRENT_SIGNING_KEY}, {@code
 * QSTASH_NEXT_SIGNING_KEY}, and, to pass changes of collaborators on, {@code COLLAB_WEBHOOK_URL}
 * with {@code COLLAB_WEBHOOK_SECRET} ({@code whsec_...}).
 *
 * @param environment where secrets come from
 * @param origin the public address under which QStash reaches this application
 * @param service connections of the application's login, a member of {@code service_role}
 * @param cache whose tags are bumped
 * @param once keeps who handles which event
 * @param qstash where jobs are enqueued
 * @param mail sends e-mail
 * @param ingest takes in an uploaded file
 * @param downstream sends to {@code COLLAB_WEBHOOK_URL}, which only public addresses may be
 */
public record TravelWebhooks(
    Environment environment,
    URI origin,
    DataSource service,
    TagVersionCache cache,
    IdempotencyStore once,
    QStashClient qstash,
    EmailSender mail,
    QStashJobHandler ingest,
    HttpTransport downstream) {

  private static final JsonMapper MAPPER = new JsonMapper();

  /**
   * The routes by their paths.
   *
   * @return a receiver for each of the runbook's routes, and for the ingest job
   * @throws ConfigurationException if a secret is missing
   */
  public Map<String, WebhookReceiver> routes() {
    TravelData data = new TravelData(service);
    JobQueue jobs = new JobQueue(qstash, origin, MAPPER);
    return Map.of(
        "/api/hooks/trips",
        hook("trips", new CollaboratorHook(data, jobs), "trip_collaborators"),
        "/api/hooks/files",
        hook("files", new FileHook(data, jobs), "file_attachments"),
        "/api/hooks/cache",
        hook("cache", new CacheHook(cache, TravelCacheTags.read())),
        "/api/jobs/" + JobQueue.NOTIFY,
        worker(jobs, JobQueue.NOTIFY, new NotifyCollaborators(data, mail, passOn(), MAPPER)),
        "/api/jobs/" + JobQueue.INGEST,
        worker(jobs, JobQueue.INGEST, ingest));
  }

  private WebhookReceiver hook(String name, WebhookHandler handler, String... tables) {
    return WebhookEndpoint.builder(name)
        .verifier(HmacVerifier.fromEnvironment(environment))
        .tables(tables)
        .idempotency(once)
        .handler(handler)
        .build();
  }

  private WebhookReceiver worker(JobQueue jobs, String name, QStashJobHandler handler) {
    return QStashWorker.builder(name)
        .verifier(QStashVerifier.fromEnvironment(environment, jobs.url(name).toString()))
        .idempotency(once)
        .handler(handler)
        .build();
  }

  private @Nullable Downstream passOn() {
    Optional<String> url = environment.get("COLLAB_WEBHOOK_URL");
    if (url.isEmpty()) {
      return null;
    }
    StandardWebhooksSigner signer =
        environment
            .secret("COLLAB_WEBHOOK_SECRET")
            .map(StandardWebhooksSigner::of)
            .orElseThrow(
                () -> new ConfigurationException("COLLAB_WEBHOOK_URL needs COLLAB_WEBHOOK_SECRET"));
    return new Downstream(URI.create(url.get()), signer, downstream, Clock.systemUTC());
  }
}
