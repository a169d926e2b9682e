package dev.belay.examples.travel;

import dev.belay.webhook.WebhookEvent;
import dev.belay.webhook.WebhookOperation;
import dev.belay.webhook.WebhookRow;
import dev.belay.webhook.receive.WebhookHandler;
import dev.belay.webhook.receive.WebhookOutcome;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code /api/hooks/trips}: hands a change of a trip's collaborators to the job that tells them.
 *
 * <p>Whoever was removed is told even if the trip is gone: where a trip is deleted its
 * collaborators go with it, and they are the ones who want to know.
 */
final class CollaboratorHook implements WebhookHandler {

  private final TravelData data;
  private final JobQueue jobs;

  CollaboratorHook(TravelData data, JobQueue jobs) {
    this.data = data;
    this.jobs = jobs;
  }

  @Override
  public WebhookOutcome handle(WebhookEvent event) {
    Optional<WebhookRow> row = event.record();
    OptionalLong trip = row.map(columns -> columns.number("trip_id")).orElse(OptionalLong.empty());
    if (row.isEmpty() || trip.isEmpty()) {
      return WebhookOutcome.skipped("no_trip");
    }
    if (event.operation() != WebhookOperation.DELETE && !data.tripExists(trip.getAsLong())) {
      return WebhookOutcome.skipped("trip_not_found");
    }
    jobs.enqueue(JobQueue.NOTIFY, event.id(), job(event, row.get()));
    return WebhookOutcome.with("enqueued", true);
  }

  private static Map<String, Object> job(WebhookEvent event, WebhookRow row) {
    return Map.of(
        "operation", event.operation().name(),
        "tripId", row.number("trip_id").orElseThrow(),
        "userId", row.text("user_id").orElse(""),
        "role", row.text("role").orElse(""));
  }
}
