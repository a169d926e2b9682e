package dev.belay.webhook.email;

import dev.belay.support.InvalidArgumentException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An e-mail: recipients, subject, plain text, and HTML if wanted. The sender's address belongs to
 * the {@link EmailSender}. Immutable; its text form shows nothing of it.
 */
public final class Email {

  private final List<EmailAddress> to;
  private final String subject;
  private final String text;
  private final @Nullable String html;

  private Email(Builder builder) {
    to = List.copyOf(builder.to);
    subject = builder.subject;
    text = builder.text;
    html = builder.html;
  }

  /**
   * Begins an e-mail.
   *
   * @param address the first recipient, see {@link EmailAddress}
   * @return a builder
   * @throws InvalidArgumentException if it is no address
   */
  public static Builder to(String address) {
    return new Builder().also(address);
  }

  /**
   * The recipients.
   *
   * @return 1 to 50 addresses
   */
  public List<EmailAddress> to() {
    return to;
  }

  /**
   * The subject.
   *
   * @return one line
   */
  public String subject() {
    return subject;
  }

  /**
   * The plain text.
   *
   * @return the text
   */
  public String text() {
    return text;
  }

  /**
   * The HTML.
   *
   * @return the HTML, or empty where there is plain text alone
   */
  public Optional<String> html() {
    return Optional.ofNullable(html);
  }

  @Override
  public String toString() {
    return "Email";
  }

  /** Collects what an e-mail needs: a subject and a text. Not for use by several threads. */
  public static final class Builder {

    private static final int MOST_RECIPIENTS = 50;
    private static final int LONGEST_SUBJECT = 500;
    private static final int LONGEST_TEXT = 1 << 20;

    private final List<EmailAddress> to = new ArrayList<>();
    private String subject = "";
    private String text = "";
    private @Nullable String html;

    private Builder() {}

    /**
     * Adds a recipient. All of them see each other's address.
     *
     * @param address see {@link EmailAddress}
     * @return this
     * @throws InvalidArgumentException if it is no address, or the 51st
     */
    public Builder also(String address) {
      if (to.size() == MOST_RECIPIENTS) {
        throw new InvalidArgumentException("An e-mail has at most 50 recipients");
      }
      to.add(EmailAddress.of(address));
      return this;
    }

    /**
     * Sets the subject.
     *
     * @param subject one line of 1 to 500 characters, no control characters
     * @return this
     * @throws InvalidArgumentException if it is of another form
     */
    public Builder subject(String subject) {
      if (subject.isBlank()
          || subject.length() > LONGEST_SUBJECT
          || !EmailText.isOneLine(subject)) {
        throw new InvalidArgumentException(
            "The subject of an e-mail must be one line of 1 to 500 characters");
      }
      this.subject = subject;
      return this;
    }

    /**
     * Sets the plain text.
     *
     * @param text 1 to 1,048,576 characters, no control characters but line breaks and tabs
     * @return this
     * @throws InvalidArgumentException if it is of another form
     */
    public Builder text(String text) {
      this.text = checked(text);
      return this;
    }

    /**
     * Sets the HTML. Escape in it what comes from outside: nobody does it here.
     *
     * @param html see {@link #text}
     * @return this
     * @throws InvalidArgumentException if it is of another form
     */
    public Builder html(String html) {
      this.html = checked(html);
      return this;
    }

    /**
     * Makes the e-mail.
     *
     * @return the e-mail
     * @throws InvalidArgumentException if the subject or the text is missing
     */
    public Email build() {
      if (subject.isEmpty() || text.isEmpty()) {
        throw new InvalidArgumentException("An e-mail needs a subject and a text");
      }
      return new Email(this);
    }

    private static String checked(String text) {
      Objects.requireNonNull(text, "text");
      if (text.isEmpty() || text.length() > LONGEST_TEXT || !EmailText.isPlain(text)) {
        throw new InvalidArgumentException(
            "The text of an e-mail must have 1 to 1048576 characters, none of control");
      }
      return text;
    }
  }
}
