package dev.belay.webhook.email.smtp;

import dev.belay.support.Secret;
import dev.belay.webhook.email.Email;
import dev.belay.webhook.email.EmailAddress;
import dev.belay.webhook.email.EmailReceipt;
import dev.belay.webhook.email.EmailSender;
import dev.belay.webhook.internal.SafeId;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Sends over SMTP, each e-mail on a connection of its own. */
final class SmtpEmailSender implements EmailSender {

  private final Session session;
  private final String host;
  private final int port;
  private final EmailAddress from;
  private final String user;
  private final @Nullable Secret password;

  SmtpEmailSender(SmtpEmailSenders.Builder settings) {
    session = Session.getInstance(properties(settings));
    host = settings.host();
    port = settings.port();
    from = settings.from();
    user = settings.user();
    password = settings.password();
  }

  private static Properties properties(SmtpEmailSenders.Builder settings) {
    String millis = String.valueOf(settings.timeout().toMillis());
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.connectiontimeout", millis);
    properties.setProperty("mail.smtp.timeout", millis);
    properties.setProperty("mail.smtp.writetimeout", millis);
    properties.setProperty("mail.smtp.auth", String.valueOf(settings.password() != null));
    properties.setProperty("mail.smtp.ssl.enable", String.valueOf(settings.isImplicitTls()));
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    boolean starttls = !settings.isImplicitTls();
    properties.setProperty("mail.smtp.starttls.enable", String.valueOf(starttls));
    properties.setProperty(
        "mail.smtp.starttls.required", String.valueOf(starttls && !settings.isLoopback()));
    SSLContext trusting = settings.trusting();
    if (trusting != null) {
      properties.put("mail.smtp.ssl.socketFactory", trusting.getSocketFactory());
    }
    properties.setProperty("mail.smtp.localhost", domain(settings.from()));
    return properties;
  }

  @Override
  public EmailReceipt send(Email email, String idempotencyKey) {
    String messageId = "<" + SafeId.of(idempotencyKey) + "@" + domain(from) + ">";
    try {
      Message message = SmtpMessages.message(session, from, email, messageId);
      try (Transport transport = session.getTransport("smtp")) {
        transport.connect(host, port, user, password == null ? "" : password.reveal());
        transport.sendMessage(message, message.getAllRecipients());
      }
      return new EmailReceipt(messageId);
    } catch (MessagingException failure) {
      throw SmtpFaults.of(failure);
    }
  }

  private static String domain(EmailAddress address) {
    return address.address().substring(address.address().indexOf('@') + 1);
  }
}
