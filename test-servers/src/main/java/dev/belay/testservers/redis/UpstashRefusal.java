package dev.belay.testservers.redis;

/** A request that is answered with an error before anything runs. */
final class UpstashRefusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String error;

  UpstashRefusal(int status, String error) {
    super(error, null, false, false);
    this.status = status;
    this.error = error;
  }

  UpstashAnswer answer() {
    return UpstashAnswer.error(status, error);
  }
}
