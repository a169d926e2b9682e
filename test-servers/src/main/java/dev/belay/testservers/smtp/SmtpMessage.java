package dev.belay.testservers.smtp;

import java.util.List;

/**
 * A message that the local mail server has taken.
 *
 * @param from the sender of the envelope
 * @param to the recipients of the envelope
 * @param content headers and body as they came, lines ended by CR LF
 */
public record SmtpMessage(String from, List<String> to, String content) {

  /**
   * Copies the recipients.
   *
   * @param from see above
   * @param to see above
   * @param content see above
   */
  public SmtpMessage {
    to = List.copyOf(to);
  }
}
