package dev.belay.examples.travel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.belay.webhook.qstash.QStashClient;
import dev.belay.webhook.qstash.QStashMessage;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The application's jobs: each is a message that QStash brings to {@code /api/jobs/<name>}, again
 * and again until it is done. A job that is enqueued twice under one key is done once. Safe for use
 * by many threads.
 */
public final class JobQueue {

  static final String PATH = "/api/jobs/";

  /** Tells a user of a change in a trip's collaborators. */
  static final String NOTIFY = "notify-collaborators";

  /** Takes in an uploaded file. */
  static final String INGEST = "attachments-ingest";

  private static final int RETRIES = 5;
  private static final String RETRY_DELAY = "10000 * pow(2, retried)";

  private static final JsonMapper MAPPER = new JsonMapper();

  private final QStashClient qstash;
  private final URI origin;

  /**
   * Jobs of one application.
   *
   * @param qstash where they are enqueued
   * @param origin the public address under which QStash reaches the application
   */
  public JobQueue(QStashClient qstash, URI origin) {
    this.qstash = qstash;
    this.origin = origin;
  }

  /**
   * Enqueues a job.
   *
   * @param job its name
   * @param key what the job is about, the same whenever it is enqueued again
   * @param fields what the worker needs besides the key
   */
  void enqueue(String job, String key, Map<String, ?> fields) {
    Map<String, Object> body = new LinkedHashMap<>(fields);
    body.put("eventKey", key);
    qstash.publish(
        QStashMessage.to(url(job))
            .json(json(body))
            .deduplicationId(job + ":" + key)
            .retries(RETRIES)
            .retryDelay(RETRY_DELAY)
            .timeout(Duration.ofSeconds(30))
            .labels(List.of(job))
            .build());
  }

  /** Where QStash brings a job, and what its signature names. */
  URI url(String job) {
    return origin.resolve(PATH + job);
  }

  private String json(Map<String, Object> body) {
    try {
      return MAPPER.writeValueAsString(body);
    } catch (JsonProcessingException e) { // its text can hold a value
      throw new IllegalStateException("A job has a field that is no JSON");
    }
  }
}
