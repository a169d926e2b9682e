package dev.belay.webhook.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.telemetry.RecordingLogger;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoggingEmailSenderTest extends EmailSenderContract {

  private final RecordingLogger log = new RecordingLogger();
  private final EmailSender sender = EmailSenders.logging(log);

  @Override
  protected EmailSender sender() {
    return sender;
  }

  @Override
  protected int sent() {
    return log.lines().size();
  }

  @Override
  protected Optional<Arrived> last() {
    return Optional.empty();
  }

  @Test
  void saysThatNothingWasSentAndNothingOfIt() {
    sender.send(email("the-subject", "the-text").build(), "event-1");
    assertThat(log.lines())
        .containsExactly(
            "WARN An e-mail to 1 recipient(s), text of 8 characters, was not sent:"
                + " no provider is set");
    assertThat(EmailSenders.logging()).isNotNull();
  }
}
