package dev.belay.examples.travel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.belay.webhook.WebhookOperation;
import dev.belay.webhook.receive.WebhookHandlingException;
import java.util.UUID;

/**
 * What the job {@link JobQueue#NOTIFY} is told.
 *
 * @param operation what happened to the collaborator
 * @param tripId the trip
 * @param userId the collaborator
 * @param role the role that the collaborator has or had
 */
record CollaboratorChange(WebhookOperation operation, long tripId, UUID userId, String role) {

  /** Reads a job; one that is malformed will be so at every attempt. */
  static CollaboratorChange read(JsonMapper mapper, String json) {
    try {
      JsonNode job = mapper.readTree(json);
      return new CollaboratorChange(
          WebhookOperation.valueOf(job.path("operation").asText()),
          job.path("tripId").longValue(),
          UUID.fromString(job.path("userId").asText()),
          job.path("role").asText());
    } catch (JsonProcessingException | IllegalArgumentException malformed) {
      throw new WebhookHandlingException(WebhookHandlingException.Kind.INVALID);
    }
  }

  String subject() {
    return switch (operation) {
      case INSERT -> "You were added as a trip collaborator";
      case DELETE -> "You were removed as a trip collaborator";
      default -> "Your trip collaborator role changed";
    };
  }

  String text(String eventKey) {
    String sentence =
        switch (operation) {
          case INSERT -> "You can now work on it as " + role + ".";
          case DELETE -> "You are no longer a collaborator.";
          default -> "Your role is now " + role + ".";
        };
    return "Trip #" + tripId + "\n" + sentence + "\nEvent: " + eventKey + "\n";
  }
}
