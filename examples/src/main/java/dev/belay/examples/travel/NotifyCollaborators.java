package dev.belay.examples.travel;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.http.HttpTransport;
import dev.belay.webhook.email.Email;
import dev.belay.webhook.email.EmailSender;
import dev.belay.webhook.qstash.QStashJob;
import dev.belay.webhook.qstash.QStashJobHandler;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/jobs/notify-collaborators}: writes to the collaborator, then tells the application
 * downstream. Whatever of it fails fails the job, so that it is tried again; what was done already
 * has the event's key, under which it is not done twice. Safe for use by many threads.
 */
public final class NotifyCollaborators implements QStashJobHandler {

  private static final JsonMapper MAPPER = new JsonMapper();

  private final TravelData data;
  private final EmailSender mail;
  private final @Nullable Downstream downstream;

  private NotifyCollaborators(TravelData data, EmailSender mail, @Nullable Downstream downstream) {
    this.data = data;
    this.mail = mail;
    this.downstream = downstream;
  }

  /**
   * The job as the environment has it: with {@code COLLAB_WEBHOOK_URL} changes are passed on there,
   * signed with {@code COLLAB_WEBHOOK_SECRET} ({@code whsec_...}).
   *
   * @param environment the variables
   * @param service connections of the application's login, a member of {@code service_role}
   * @param mail sends e-mail
   * @param transport sends to the other webhook, which only public addresses may be
   * @return the job
   * @throws ConfigurationException if there is a URL without a secret
   */
  public static NotifyCollaborators fromEnvironment(
      Environment environment, DataSource service, EmailSender mail, HttpTransport transport) {
    Downstream downstream = Downstream.fromEnvironment(environment, transport).orElse(null);
    return new NotifyCollaborators(new TravelData(service), mail, downstream);
  }

  @Override
  public String handle(QStashJob job) {
    CollaboratorChange change = CollaboratorChange.read(MAPPER, job.json());
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
