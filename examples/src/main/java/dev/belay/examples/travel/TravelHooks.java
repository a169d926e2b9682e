package dev.belay.examples.travel;

import dev.belay.cache.TagVersionCache;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.webhook.idempotency.IdempotencyStore;
import dev.belay.webhook.receive.WebhookEndpoint;
import dev.belay.webhook.receive.WebhookHandler;
import dev.belay.webhook.receive.WebhookReceiver;
import dev.belay.webhook.verify.HmacVerifier;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The runbook's webhooks for changes of rows ("Webhook Types"), made of the library's parts. What
 * takes longer than an answer may is enqueued and done by {@link TravelJobs}.
 *
 * <p>The environment has {@code HMAC_SECRET}. Safe for use by many threads.
 */
public final class TravelHooks {

  private final Environment environment;
  private final TravelData data;
  private final TagVersionCache cache;
  private final IdempotencyStore once;
  private final JobQueue jobs;

  /**
   * Hooks of one application.
   *
   * @param environment where the secret comes from
   * @param service connections of the application's login, a member of {@code service_role}
   * @param cache whose tags are bumped
   * @param once keeps who handles which event
   * @param jobs where jobs are enqueued
   */
  public TravelHooks(
      Environment environment,
      DataSource service,
      TagVersionCache cache,
      IdempotencyStore once,
      JobQueue jobs) {
    this.environment = environment;
    this.data = new TravelData(service);
    this.cache = cache;
    this.once = once;
    this.jobs = jobs;
  }

  /**
   * The routes by their paths.
   *
   * @return a receiver for each of the runbook's routes
   * @throws ConfigurationException if the secret is malformed
   */
  public Map<String, WebhookReceiver> routes() {
    return Map.of(
        "/api/hooks/trips",
        hook("trips", new CollaboratorHook(data, jobs), "trip_collaborators"),
        "/api/hooks/files",
        hook("files", new FileHook(data, jobs), "file_attachments"),
        "/api/hooks/cache",
        hook("cache", new CacheHook(cache, TravelCacheTags.read())));
  }

  private WebhookReceiver hook(String name, WebhookHandler handler, String... tables) {
    return WebhookEndpoint.builder(name)
        .verifier(HmacVerifier.fromEnvironment(environment))
        .tables(tables)
        .idempotency(once)
        .handler(handler)
        .build();
  }
}
