package dev.belay.webhook.email.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.smtp.SmtpFault;
import dev.belay.testservers.smtp.SmtpMessage;
import dev.belay.testservers.smtp.SmtpServer;
import dev.belay.webhook.email.EmailSender;
import dev.belay.webhook.email.EmailSenderContract;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpEmailSenderTest extends EmailSenderContract {

  private final SmtpServer server = SmtpServer.start();
  private final EmailSender sender = sender(server.password());

  @AfterEach
  void close() {
    server.close();
  }

  @Override
  protected EmailSender sender() {
    return sender;
  }

  @Override
  protected int sent() {
    return server.messages().size();
  }

  @Override
  protected Optional<Arrived> last() {
    SmtpMessage last = server.messages().get(server.messages().size() - 1);
    try {
      MimeMessage message = parsed(last);
      return Optional.of(
          new Arrived(
              message.getFrom()[0].toString(),
              last.to(),
              message.getSubject(),
              message.getContent().toString().replace("\r\n", "\n")));
    } catch (MessagingException | IOException e) {
      throw new AssertionError("The message is malformed", e);
    }
  }

  @Test
  void theSameEmailHasTheSameMessageId() throws MessagingException {
    sender.send(email("s", "t").build(), "notify:7");
    sender.send(email("s", "t").html("<b>t</b>").build(), "notify:7");
    sender.send(email("s", "t").build(), "plain-8");
    String first = parsed(server.messages().get(0)).getMessageID();
    assertThat(first).startsWith("<sha256-").endsWith("@trips.example>");
    assertThat(parsed(server.messages().get(1)).getMessageID()).isEqualTo(first);
    assertThat(server.messages().get(1).content()).contains("multipart/alternative");
    assertThat(parsed(server.messages().get(2)).getMessageID())
        .isEqualTo("<plain-8@trips.example>");
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN_RECIPIENT, dev.belay.support.InvalidArgumentException",
    "FORBIDDEN_SENDER, dev.belay.support.InvalidArgumentException",
    "SPAM, dev.belay.support.InvalidArgumentException",
    "GREYLISTED, dev.belay.support.BackendUnavailableException",
    "BUSY, dev.belay.support.BackendUnavailableException",
    "HANG_UP, dev.belay.support.BackendUnavailableException"
  })
  void saysWhatIsWrongByTheTypeOfTheFailure(SmtpFault fault, Class<? extends BelayException> type) {
    server.failNext(fault);
    BelayException failure =
        Refusals.refusalOf(type, () -> sender.send(email("s", "t").build(), "event-1"));
    assertThat(failure.getMessage()).doesNotContain("user").doesNotContain("ada");
    assertThat(server.messages()).isEmpty();
    sender.send(email("s", "t").build(), "event-1");
    assertThat(server.messages()).hasSize(1);
  }

  @Test
  void aWrongPasswordIsToldApart() {
    Refusals.refusalOf(
        AccessDeniedException.class,
        () -> sender(TestKeys.withPrefix("smtp_", 32)).send(email("s", "t").build(), "event-1"));
    EmailSender nobody = SmtpEmailSenders.builder("127.0.0.1", FROM).port(server.port()).build();
    Refusals.refusalOf(
        AccessDeniedException.class, () -> nobody.send(email("s", "t").build(), "event-1"));
  }

  @Test
  void failsWhileTheServerIsAway() {
    server.close();
    BackendUnavailableException away =
        Refusals.refusalOf(
            BackendUnavailableException.class,
            () -> sender.send(email("s", "t").build(), "event-1"));
    assertThat(away.retryable()).isTrue();
  }

  @Test
  void sendsOverTlsInBothWays() {
    try (SmtpServer starting = SmtpServer.startTls();
        SmtpServer implicit = SmtpServer.startImplicitTls()) {
      send(secured(starting, "localhost", false).trusting(starting.trusting()));
      send(secured(implicit, "localhost", true).trusting(implicit.trusting()));
      assertThat(starting.messages()).hasSize(1);
      assertThat(implicit.messages()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void neitherLogsInNorSendsToAServerThatCannotProveItsName(boolean implicit) {
    try (SmtpServer tls = implicit ? SmtpServer.startImplicitTls() : SmtpServer.startTls()) {
      List<SmtpEmailSenders.Builder> doubtful =
          List.of(
              secured(tls, "localhost", implicit), // of no authority that is known
              secured(tls, "127.1", implicit).trusting(tls.trusting())); // of another name
      for (SmtpEmailSenders.Builder settings : doubtful) {
        BackendUnavailableException refused =
            Refusals.refusalOf(BackendUnavailableException.class, () -> send(settings));
        assertThat(refused.getMessage()).doesNotContain("ada");
      }
      assertThat(tls.messages()).isEmpty();
    }
  }

  private static SmtpEmailSenders.Builder secured(SmtpServer tls, String host, boolean implicit) {
    SmtpEmailSenders.Builder settings =
        SmtpEmailSenders.builder(host, FROM).login(tls.user(), Secret.of(tls.password()));
    return (implicit ? settings.implicitTls() : settings).port(tls.port());
  }

  private static void send(SmtpEmailSenders.Builder settings) {
    settings.build().send(email("s", "t").build(), "event-1");
  }

  /** The local server speaks no TLS; by another name than loopback's it is not trusted to. */
  @Test
  void sendsNothingWithoutTlsButOnLoopback() {
    EmailSender elsewhere =
        SmtpEmailSenders.builder("127.1", FROM)
            .port(server.port())
            .login(server.user(), Secret.of(server.password()))
            .timeout(Duration.ofSeconds(5))
            .build();
    Refusals.refusalOf(
        BackendUnavailableException.class,
        () -> elsewhere.send(email("s", "t").build(), "event-1"));
    assertThat(server.messages()).isEmpty();
  }

  @Test
  void refusesSettingsOutOfRange() {
    Refusals.refusalOf(InvalidArgumentException.class, () -> SmtpEmailSenders.builder("a b", FROM));
    SmtpEmailSenders.Builder builder = SmtpEmailSenders.builder("smtp.example.com", FROM);
    Refusals.refusalOf(InvalidArgumentException.class, () -> builder.port(0));
    Refusals.refusalOf(InvalidArgumentException.class, () -> builder.timeout(Duration.ZERO));
    assertThat(builder.implicitTls().build()).isNotNull();
  }

  private static MimeMessage parsed(SmtpMessage message) throws MessagingException {
    byte[] content = message.content().getBytes(StandardCharsets.ISO_8859_1);
    return new MimeMessage(
        Session.getInstance(new Properties()), new ByteArrayInputStream(content));
  }

  private EmailSender sender(String password) {
    return SmtpEmailSenders.builder("127.0.0.1", FROM)
        .port(server.port())
        .login(server.user(), Secret.of(password))
        .timeout(Duration.ofSeconds(20))
        .build();
  }
}
