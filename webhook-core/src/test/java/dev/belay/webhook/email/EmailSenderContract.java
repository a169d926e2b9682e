package dev.belay.webhook.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.Refusals;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every sender does, whoever carries the e-mail. */
public abstract class EmailSenderContract {

  protected static final EmailAddress FROM =
      new EmailAddress("Trips, \"Inc\" \u00e9", "noreply@trips.example");

  /** The sender under test. */
  protected abstract EmailSender sender();

  /** How many e-mails were sent, or noted. */
  protected abstract int sent();

  /** What the last one was, where that can be seen. */
  protected abstract Optional<Arrived> last();

  /** What arrived of an e-mail. */
  public record Arrived(String from, List<String> to, String subject, String text) {}

  @Test
  void sendsAnEmailOnceAndGivesAReceipt() {
    EmailReceipt receipt = sender().send(email("s", "t").build(), "event-1");
    assertThat(receipt.id()).isNotBlank();
    assertThat(sent()).isEqualTo(1);
  }

  @Test
  void whatIsSentArrivesAsItIs() {
    String subject = "Z\u00fcrich \u2192 \uD83D\uDE00: 100 % \"sure\"";
    String text = "Trip #7\n.\n..\nFrom: nobody\nm\u00e4h \uD83D\uDE00 = ?=\n" + "x".repeat(2000);
    sender().send(email(subject, text).also("ben+x@example.com").build(), "event-1");
    last()
        .ifPresent(
            arrived -> {
              assertThat(arrived.subject()).isEqualTo(subject);
              assertThat(arrived.text().strip()).isEqualTo(text);
              assertThat(arrived.to()).containsExactly("ada@example.com", "ben+x@example.com");
              assertThat(arrived.from()).contains("<noreply@trips.example>");
            });
    assertThat(sent()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ada",
        "@example.com",
        "ada@",
        "a@b\r\nBcc: c@d",
        "a@b, c@d",
        "a@b;c@d",
        "<a@b>",
        "\"a\"@b",
        "a b@c",
        "a@b\u0000",
        "\u00e4@b",
        "a@b.",
        "a@-b",
        "a..b@c",
        "group:a@b;"
      })
  void noAddressCanBeTwoOrAHeader(String address) {
    Refusals.refusalOf(InvalidArgumentException.class, () -> Email.to(address));
    assertThat(sent()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "s\r\nBcc: c@d",
        "s\nx",
        "s\rx",
        "s\u0000",
        "s\u2028x",
        "s\u0085x",
        "\uD83D"
      })
  void noSubjectCanBeAHeader(String subject) {
    Email.Builder email = Email.to("ada@example.com");
    Refusals.refusalOf(InvalidArgumentException.class, () -> email.subject(subject));
    Refusals.refusalOf(
        InvalidArgumentException.class,
        () -> new EmailAddress(subject.isBlank() ? "\n" : subject, "a@b.example"));
  }

  @Test
  void anEmailIsWhole() {
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> Email.to("a@b.example").subject("s").build());
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> Email.to("a@b.example").text("t").build());
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> Email.to("a@b.example").text("a\u0000b"));
    Email.Builder crowd = Email.to("a@b.example");
    for (int recipient = 1; recipient < 50; recipient++) {
      crowd.also("a" + recipient + "@b.example");
    }
    Refusals.refusalOf(InvalidArgumentException.class, () -> crowd.also("one@more.example"));
  }

  @Test
  void anEmailNeedsAKey() {
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> sender().send(email("s", "t").build(), " "));
    assertThat(sent()).isZero();
  }

  @Test
  void nothingPrintsAnAddressOrAText() {
    Email email = email("the-subject", "the-text").html("<b>the-html</b>").build();
    assertThat(email + " " + email.to() + FROM + sender())
        .doesNotContain("ada@")
        .doesNotContain("noreply")
        .doesNotContain("the-");
  }

  protected static Email.Builder email(String subject, String text) {
    return Email.to("ada@example.com").subject(subject).text(text);
  }
}
