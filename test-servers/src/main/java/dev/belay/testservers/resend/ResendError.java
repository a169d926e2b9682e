package dev.belay.testservers.resend;

/** A request that is answered with an error of one of the documented names. */
final class ResendError extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String name;

  ResendError(int status, String name) {
    super("refused: " + name);
    this.status = status;
    this.name = name;
  }

  int status() {
    return status;
  }

  String name() {
    return name;
  }
}
