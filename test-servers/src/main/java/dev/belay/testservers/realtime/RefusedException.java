package dev.belay.testservers.realtime;

/** Why a client gets no channel, or loses the one it has. */
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1;

  private final String code;
  private final String text;

  RefusedException(String code, String text) {
    super(code, null, false, false);
    this.code = code;
    this.text = text;
  }

  /** One whose whole reason is given. */
  static RefusedException saying(String reason) {
    int colon = reason.indexOf(": ");
    return colon < 0
        ? new RefusedException(reason, "")
        : new RefusedException(reason.substring(0, colon), reason.substring(colon + 2));
  }

  /** For the log of the real server and the reason of a join. */
  String reason() {
    return text.isEmpty() ? code : code + ": " + text;
  }

  /** For the message of a channel that ends. */
  String text() {
    return text;
  }
}
