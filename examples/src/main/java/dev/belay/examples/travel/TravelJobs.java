package dev.belay.examples.travel;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.webhook.idempotency.IdempotencyStore;
import dev.belay.webhook.qstash.QStashJobHandler;
import dev.belay.webhook.qstash.QStashWorker;
import dev.belay.webhook.receive.WebhookReceiver;
import dev.belay.webhook.verify.QStashVerifier;
import java.util.Map;

/**
 * The travel app's jobs, which {@link TravelHooks} enqueues and QStash brings back.
 *
 * <p>The environment has {@code QSTASH_CURRENT_SIGNING_KEY} and {@code QSTASH_NEXT_SIGNING_KEY}.
 * Safe for use by many threads.
 */
public final class TravelJobs {

  private final Environment environment;
  private final IdempotencyStore once;
  private final JobQueue jobs;

  /**
   * Jobs of one application.
   *
   * @param environment where the keys come from
   * @param once keeps who does which job
   * @param jobs where they were enqueued
   */
  public TravelJobs(Environment environment, IdempotencyStore once, JobQueue jobs) {
    this.environment = environment;
    this.once = once;
    this.jobs = jobs;
  }

  /**
   * The routes by their paths.
   *
   * @param notify tells a user of a change, see {@link NotifyCollaborators}
   * @param ingest takes in an uploaded file
   * @return a receiver for each job
   * @throws ConfigurationException if a key is missing
   */
  public Map<String, WebhookReceiver> routes(QStashJobHandler notify, QStashJobHandler ingest) {
    return Map.of(
        JobQueue.PATH + JobQueue.NOTIFY,
        worker(JobQueue.NOTIFY, notify),
        JobQueue.PATH + JobQueue.INGEST,
        worker(JobQueue.INGEST, ingest));
  }

  private WebhookReceiver worker(String name, QStashJobHandler handler) {
    return QStashWorker.builder(name)
        .verifier(QStashVerifier.fromEnvironment(environment, jobs.url(name).toString()))
        .idempotency(once)
        .handler(handler)
        .build();
  }
}
