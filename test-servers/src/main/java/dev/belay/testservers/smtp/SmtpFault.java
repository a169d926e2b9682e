package dev.belay.testservers.smtp;

/** What the local mail server does to one message instead of taking it. */
public enum SmtpFault {
  /** Refuses a recipient for good. */
  UNKNOWN_RECIPIENT("RCPT", "550 5.1.1 no such user"),
  /** Refuses a recipient for now. */
  GREYLISTED("RCPT", "451 4.7.1 try again later"),
  /** Refuses the sender for good. */
  FORBIDDEN_SENDER("MAIL", "550 5.7.1 not your domain"),
  /** Is too busy. */
  BUSY("MAIL", "421 4.3.2 too busy"),
  /** Refuses the content for good. */
  SPAM(".", "554 5.7.1 looks like spam"),
  /** Hangs up in the middle of the message. */
  HANG_UP("DATA", "");

  private final String verb;
  private final String answer;

  SmtpFault(String verb, String answer) {
    this.verb = verb;
    this.answer = answer;
  }

  /** The command that fails; a dot stands for the end of the content. */
  String verb() {
    return verb;
  }

  String answer() {
    return answer;
  }
}
