package dev.belay.webhook.email.smtp;

import dev.belay.webhook.email.Email;
import dev.belay.webhook.email.EmailAddress;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;

/** Writes an e-mail as a message of MIME; Jakarta Mail encodes what is not ASCII. */
final class SmtpMessages {

  private static final String UTF_8 = StandardCharsets.UTF_8.name();

  private SmtpMessages() {}

  @SuppressWarnings("JavaUtilDate") // Jakarta Mail knows no other.
  static Message message(Session session, EmailAddress from, Email email, String messageId)
      throws MessagingException {
    MimeMessage message = new Identified(session, messageId);
    message.setFrom(mailbox(from));
    for (EmailAddress recipient : email.to()) {
      message.addRecipient(Message.RecipientType.TO, mailbox(recipient));
    }
    message.setSubject(email.subject(), UTF_8);
    message.setSentDate(Date.from(Instant.now()));
    if (email.html().isPresent()) {
      message.setContent(alternative(email.text(), email.html().get()));
    } else {
      message.setText(email.text(), UTF_8);
    }
    message.saveChanges();
    return message;
  }

  private static MimeMultipart alternative(String text, String html) throws MessagingException {
    MimeBodyPart plain = new MimeBodyPart();
    plain.setText(text, UTF_8);
    MimeBodyPart rich = new MimeBodyPart();
    rich.setText(html, UTF_8, "html");
    MimeMultipart both = new MimeMultipart("alternative");
    both.addBodyPart(plain);
    both.addBodyPart(rich);
    return both;
  }

  private static InternetAddress mailbox(EmailAddress address) throws MessagingException {
    try {
      InternetAddress mailbox = new InternetAddress(address.address(), true);
      if (!address.name().isEmpty()) {
        mailbox.setPersonal(address.name(), UTF_8);
      }
      return mailbox;
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException("Every JDK has UTF-8", e);
    }
  }

  /** A message with an id that stays the same when it is sent again. */
  private static final class Identified extends MimeMessage {

    private final String messageId;

    Identified(Session session, String messageId) {
      super(session);
      this.messageId = messageId;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", messageId);
    }
  }
}
