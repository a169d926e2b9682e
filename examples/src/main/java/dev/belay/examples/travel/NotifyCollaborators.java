package dev.belay.examples.travel;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.belay.webhook.email.Email;
import dev.belay.webhook.email.EmailSender;
import dev.belay.webhook.qstash.QStashJob;
import dev.belay.webhook.qstash.QStashJobHandler;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/jobs/notify-collaborators}: writes to the collaborator, then tells the application
 * downstream. Whatever of it fails fails the job, so that it is tried again; what was done already
 * has the event's key, under which it is not done twice.
 */
final class NotifyCollaborators implements QStashJobHandler {

  private final TravelData data;
  private final EmailSender mail;
  private final @Nullable Downstream downstream;
  private final JsonMapper mapper;

  NotifyCollaborators(
      TravelData data, EmailSender mail, @Nullable Downstream downstream, JsonMapper mapper) {
    this.data = data;
    this.mail = mail;
    this.downstream = downstream;
    this.mapper = mapper;
  }

  @Override
  public String handle(QStashJob job) {
    CollaboratorChange change = CollaboratorChange.read(mapper, job.json());
    Optional<String> address = data.emailOf(change.userId());
    address.ifPresent(to -> mail.send(email(to, change, job.id()), "notify-" + job.id()));
    if (downstream != null) {
      downstream.post(job.id(), job.json());
    }
    return "{\"emailed\":%s,\"webhookPosted\":%s}"
        .formatted(address.isPresent(), downstream != null);
  }

  private static Email email(String to, CollaboratorChange change, String eventKey) {
    return Email.to(to).subject(change.subject()).text(change.text(eventKey)).build();
  }
}
