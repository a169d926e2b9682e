package dev.belay.webhook.email;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.JdkHttpTransport;
import dev.belay.support.http.RetryPolicy;
import dev.belay.support.http.RetryingHttpTransport;
import dev.belay.support.http.ServiceAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes senders of e-mails. */
public final class EmailSenders {

  private EmailSenders() {}

  /**
   * Resend, as the environment says: {@code RESEND_API_KEY}, {@code RESEND_FROM_EMAIL}, and {@code
   * RESEND_FROM_NAME} if wanted.
   *
   * @param environment where the variables are
   * @return the sender, or empty where there is no {@code RESEND_API_KEY}
   * @throws ConfigurationException if there is a key and no address to send from, or a malformed
   *     one
   */
  @SuppressWarnings("UnusedException") // It says no more.
  public static Optional<EmailSender> fromEnvironment(Environment environment) {
    Optional<Secret> apiKey = environment.secret("RESEND_API_KEY");
    if (apiKey.isEmpty()) {
      return Optional.empty();
    }
    String address =
        environment
            .get("RESEND_FROM_EMAIL")
            .orElseThrow(() -> new ConfigurationException("RESEND_FROM_EMAIL is not set"));
    try {
      String name = environment.get("RESEND_FROM_NAME").orElse("");
      return Optional.of(resend(apiKey.get(), new EmailAddress(name, address)).build());
    } catch (InvalidArgumentException malformed) {
      throw new ConfigurationException(
          "RESEND_FROM_EMAIL must be an address, and RESEND_FROM_NAME one line");
    }
  }

  /**
   * Begins a sender that sends through Resend.
   *
   * @param apiKey the key
   * @param from who sends; the domain must be verified at Resend
   * @return a builder
   */
  public static ResendBuilder resend(Secret apiKey, EmailAddress from) {
    return new ResendBuilder(apiKey, from);
  }

  /**
   * A sender that sends nothing: it writes to the log that it did not, and neither an address nor a
   * text.
   *
   * @return the sender
   */
  public static EmailSender logging() {
    return logging(LoggerFactory.getLogger(EmailSender.class));
  }

  static EmailSender logging(Logger logger) {
    return new LoggingEmailSender(logger);
  }

  /**
   * Collects what a sender through Resend needs. Not for use by several threads.
   *
   * <p>Unless told otherwise: {@code https://api.resend.com}, 30 seconds for an e-mail with all
   * repetitions, three attempts after faults that pass, and none after a limit.
   */
  public static final class ResendBuilder {

    private static final URI STANDARD = URI.create("https://api.resend.com");

    private final Secret apiKey;
    private final EmailAddress from;
    private URI url = STANDARD;
    private Duration timeout = Duration.ofSeconds(30);
    private HttpTransport transport = JdkHttpTransport.shared();
    private RetryPolicy retries = RetryPolicy.defaults().withoutStatus(429);

    private ResendBuilder(Secret apiKey, EmailAddress from) {
      this.apiKey = Objects.requireNonNull(apiKey, "apiKey");
      this.from = Objects.requireNonNull(from, "from");
    }

    /**
     * Sets where the API is.
     *
     * @param url an {@code https} address without a path, or an {@code http} one on loopback
     * @return this
     * @throws InvalidArgumentException if it is of another form
     */
    public ResendBuilder url(URI url) {
      this.url = ServiceAddress.origin(url);
      return this;
    }

    /**
     * Bounds each e-mail with all its repetitions.
     *
     * @param timeout more than zero and at most one day
     * @return this
     */
    public ResendBuilder timeout(Duration timeout) {
      this.timeout = Objects.requireNonNull(timeout, "timeout");
      return this;
    }

    /**
     * Sets what sends each attempt.
     *
     * @param transport a transport that does not repeat by itself
     * @return this
     */
    public ResendBuilder transport(HttpTransport transport) {
      this.transport = Objects.requireNonNull(transport, "transport");
      return this;
    }

    /**
     * Sets how often and how soon an e-mail is sent again.
     *
     * @param retries the policy
     * @return this
     */
    public ResendBuilder retries(RetryPolicy retries) {
      this.retries = Objects.requireNonNull(retries, "retries");
      return this;
    }

    /**
     * Makes the sender.
     *
     * @return the sender
     */
    public EmailSender build() {
      HttpTransport repeating = RetryingHttpTransport.over(transport, retries);
      return new ResendEmailSender(repeating, url, apiKey, from, timeout);
    }
  }
}
