package dev.belay.webhook.email.smtp;

import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.InvalidArgumentException;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.util.OptionalInt;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/** Makes a typed failure of Jakarta Mail's, by classes and codes, and never by texts. */
final class SmtpFaults {

  /** RFC 4954, section 6. */
  private static final int LOGIN_NEEDED = 530;

  /** Permanent negative completion (RFC 5321, section 4.2.1). */
  private static final int PERMANENT = 500;

  /** A chain of causes is followed this far, in case it is a ring. */
  private static final int DEPTH = 10;

  private SmtpFaults() {}

  static BelayException of(MessagingException failure) {
    if (failure instanceof AuthenticationFailedException) {
      return new AccessDeniedException("The mail server does not accept the login");
    }
    OptionalInt code = code(failure);
    BackendFault fault = BackendFault.none();
    if (code.isPresent() && code.getAsInt() == LOGIN_NEEDED) {
      return new AccessDeniedException("The mail server asks for a login");
    }
    if (code.isPresent() && code.getAsInt() >= PERMANENT) {
      return new InvalidArgumentException(
          "The mail server refuses the e-mail with code " + code.getAsInt(), fault);
    }
    String what =
        code.isPresent()
            ? "The mail server takes no e-mail now, code " + code.getAsInt()
            : "The mail server could not be reached, or hung up";
    return new BackendUnavailableException(what, fault, true);
  }

  /** A recipient's code says more than that of the whole. */
  private static OptionalInt code(MessagingException failure) {
    OptionalInt code = OptionalInt.empty();
    @Nullable Exception next = failure;
    for (int link = 0; next != null && link < DEPTH; link++) {
      OptionalInt own = ownCode(next);
      code = own.isPresent() ? own : code;
      next = next instanceof MessagingException outer ? outer.getNextException() : null;
    }
    return code;
  }

  private static OptionalInt ownCode(Exception failure) {
    if (failure instanceof SMTPAddressFailedException address) {
      return OptionalInt.of(address.getReturnCode());
    }
    if (failure instanceof SMTPSenderFailedException sender) {
      return OptionalInt.of(sender.getReturnCode());
    }
    return failure instanceof SMTPSendFailedException whole
        ? OptionalInt.of(whole.getReturnCode())
        : OptionalInt.empty();
  }
}
