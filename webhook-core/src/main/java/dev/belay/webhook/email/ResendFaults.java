package dev.belay.webhook.email;

import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.ConflictException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.http.HttpReply;
import dev.belay.webhook.email.EmailLimitException.Limit;
import dev.belay.webhook.internal.JsonValue;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes a typed failure of an error, by its status and its name, and never by its message. */
final class ResendFaults {

  private static final Pattern NAME = Pattern.compile("[a-z_]{1,64}");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");

  private ResendFaults() {}

  static BelayException of(HttpReply reply) {
    String name = name(reply);
    BackendFault fault = BackendFault.ofHttp(reply.status(), null, name.isEmpty() ? null : name);
    return switch (reply.status()) {
      case 400, 413, 422 ->
          new InvalidArgumentException("Resend refuses the e-mail as malformed", fault);
      case 401 -> new AccessDeniedException("Resend does not let this key send", fault);
      // A bad key is 403 too, and not 401.
      case 403 -> forbidden(name, fault);
      case 404, 405 ->
          new ConfigurationException("Resend is not at the address that is configured", fault);
      case 409 -> conflict(name, fault);
      case 429 -> new EmailLimitException(limit(name), wait(reply), fault);
      default ->
          new BackendUnavailableException(
              "Resend failed with status " + reply.status(), fault, reply.status() >= 500);
    };
  }

  static BelayException unexpected(HttpReply reply) {
    return new BackendUnavailableException(
        "Resend answered in a form that is not known",
        BackendFault.ofHttp(reply.status(), null, null),
        false);
  }

  private static BelayException forbidden(String name, BackendFault fault) {
    return name.equals("validation_error")
        ? new ConfigurationException(
            "Resend does not let RESEND_FROM_EMAIL send: is its domain verified?", fault)
        : new AccessDeniedException("Resend does not accept the key of RESEND_API_KEY", fault);
  }

  private static BelayException conflict(String name, BackendFault fault) {
    return name.equals("invalid_idempotent_request")
        ? new ConflictException("Another e-mail was sent under the same idempotency key", fault)
        : new BackendUnavailableException("Resend is still busy with this e-mail", fault, true);
  }

  private static Limit limit(String name) {
    return switch (name) {
      case "daily_quota_exceeded" -> Limit.DAILY_QUOTA;
      case "monthly_quota_exceeded" -> Limit.MONTHLY_QUOTA;
      default -> Limit.RATE;
    };
  }

  private static Duration wait(HttpReply reply) {
    return Stream.of("retry-after", "ratelimit-reset")
        .flatMap(name -> reply.header(name).stream())
        .filter(value -> SECONDS.matcher(value).matches())
        .findFirst()
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .orElse(Duration.ZERO);
  }

  /** A word of a closed set; anything else could be a text of somebody's. */
  private static String name(HttpReply reply) {
    Optional<String> name = JsonValue.read(reply.body()).flatMap(error -> error.get("name").text());
    return name.filter(word -> NAME.matcher(word).matches()).orElse("");
  }
}
