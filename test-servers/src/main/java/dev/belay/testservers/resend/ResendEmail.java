package dev.belay.testservers.resend;

import java.util.List;

/**
 * An e-mail that the local Resend has taken.
 *
 * @param id the id that it was given
 * @param from the sender, as it was written
 * @param to the recipients, as they were written
 * @param subject the subject
 * @param text the plain text, empty where there is none
 * @param html the HTML, empty where there is none
 */
public record ResendEmail(
    String id, String from, List<String> to, String subject, String text, String html) {

  /**
   * Copies the recipients.
   *
   * @param id see above
   * @param from see above
   * @param to see above
   * @param subject see above
   * @param text see above
   * @param html see above
   */
  public ResendEmail {
    to = List.copyOf(to);
  }
}
