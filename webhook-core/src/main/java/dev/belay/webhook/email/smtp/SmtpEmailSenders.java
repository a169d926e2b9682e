package dev.belay.webhook.email.smtp;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.webhook.email.EmailAddress;
import dev.belay.webhook.email.EmailSender;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Makes senders that send over SMTP. */
public final class SmtpEmailSenders {

  private SmtpEmailSenders() {}

  /**
   * Begins a sender.
   *
   * @param host the mail server's name
   * @param from who sends
   * @return a builder
   * @throws InvalidArgumentException if the host is no name
   */
  public static Builder builder(String host, EmailAddress from) {
    return new Builder(host, from);
  }

  /**
   * Collects what a sender needs. Not for use by several threads.
   *
   * <p>Unless told otherwise: port 587 with {@code STARTTLS}, no login, and 20 seconds for each
   * step. Without TLS nothing is sent, but on loopback.
   */
  public static final class Builder {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]{1,253}");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1");

    private final String host;
    private final EmailAddress from;
    private int port = 587;
    private boolean implicitTls;
    private @Nullable SSLContext trusting;
    private Duration timeout = Duration.ofSeconds(20);
    private String user = "";
    private @Nullable Secret password;

    private Builder(String host, EmailAddress from) {
      if (!HOST.matcher(host).matches()) {
        throw new InvalidArgumentException("The mail server must be named by its host alone");
      }
      this.host = host;
      this.from = Objects.requireNonNull(from, "from");
    }

    /**
     * Sets the port.
     *
     * @param port 1 to 65535
     * @return this
     * @throws InvalidArgumentException if it is out of its range
     */
    public Builder port(int port) {
      if (port < 1 || port > 65_535) {
        throw new InvalidArgumentException("A port must be 1 to 65535");
      }
      this.port = port;
      return this;
    }

    /**
     * Speaks TLS from the first byte, on port 465 (RFC 8314).
     *
     * @return this
     */
    public Builder implicitTls() {
      this.implicitTls = true;
      return port(465);
    }

    /**
     * Sets whose certificates are trusted, for a server with one of a company's own authority. Its
     * name is checked in any case.
     *
     * @param context by default the JVM's
     * @return this
     */
    public Builder trusting(SSLContext context) {
      this.trusting = Objects.requireNonNull(context, "context");
      return this;
    }

    /**
     * Logs in.
     *
     * @param user the user's name
     * @param password the password
     * @return this
     */
    public Builder login(String user, Secret password) {
      this.user = Objects.requireNonNull(user, "user");
      this.password = Objects.requireNonNull(password, "password");
      return this;
    }

    /**
     * Bounds each step: connecting, and each answer.
     *
     * @param timeout 1 millisecond to 10 minutes
     * @return this
     * @throws InvalidArgumentException if it is out of its range
     */
    public Builder timeout(Duration timeout) {
      if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofMinutes(10)) > 0) {
        throw new InvalidArgumentException("A timeout must be 1 millisecond to 10 minutes");
      }
      this.timeout = timeout;
      return this;
    }

    /**
     * Makes the sender. It does not know whether a message whose answer was lost was taken: a job
     * that is tried again can then send it a second time, under the same {@code Message-ID}.
     *
     * @return the sender
     */
    public EmailSender build() {
      return new SmtpEmailSender(this);
    }

    String host() {
      return host;
    }

    EmailAddress from() {
      return from;
    }

    int port() {
      return port;
    }

    boolean isImplicitTls() {
      return implicitTls;
    }

    @Nullable SSLContext trusting() {
      return trusting;
    }

    boolean isLoopback() {
      return LOOPBACK.contains(host);
    }

    Duration timeout() {
      return timeout;
    }

    String user() {
      return user;
    }

    @Nullable Secret password() {
      return password;
    }
  }
}
