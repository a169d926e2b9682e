package dev.belay.examples.travel;

import dev.belay.webhook.WebhookEvent;
import dev.belay.webhook.WebhookOperation;
import dev.belay.webhook.WebhookRow;
import dev.belay.webhook.receive.WebhookHandler;
import dev.belay.webhook.receive.WebhookOutcome;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** {@code /api/hooks/files}: hands an upload that is complete to the ingest job, once. */
final class FileHook implements WebhookHandler {

  private static final String STATUS = "upload_status";
  private static final String COMPLETED = "completed";

  private final TravelData data;
  private final JobQueue jobs;

  FileHook(TravelData data, JobQueue jobs) {
    this.data = data;
    this.jobs = jobs;
  }

  @Override
  public WebhookOutcome handle(WebhookEvent event) {
    Optional<UUID> file = event.record().flatMap(row -> row.uuid("id"));
    if (file.isEmpty()) {
      return WebhookOutcome.skipped("no_file");
    }
    if (justCompleted(event)) {
      jobs.enqueue(JobQueue.INGEST, file.get().toString(), Map.of("attachmentId", file.get()));
      return WebhookOutcome.with("enqueued", true);
    }
    if (event.operation() == WebhookOperation.INSERT && !data.fileExists(file.get())) {
      return WebhookOutcome.skipped("file_not_found");
    }
    return WebhookOutcome.done();
  }

  private static boolean justCompleted(WebhookEvent event) {
    return is(event.record(), COMPLETED) && !is(event.oldRecord(), COMPLETED);
  }

  private static boolean is(Optional<WebhookRow> row, String status) {
    return row.flatMap(columns -> columns.text(STATUS)).filter(status::equals).isPresent();
  }
}
