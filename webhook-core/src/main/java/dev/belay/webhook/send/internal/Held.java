package dev.belay.webhook.send.internal;

/** A delivery in this dispatcher's hands. Guarded by the lock of the desk. */
final class Held {

  private final ClaimedDelivery delivery;
  private final Lane lane;
  private final long since;
  private long until;
  private boolean lost;

  Held(ClaimedDelivery delivery, Lane lane, long since, long until) {
    this.delivery = delivery;
    this.lane = lane;
    this.since = since;
    this.until = until;
  }

  ClaimedDelivery delivery() {
    return delivery;
  }

  Lane lane() {
    return lane;
  }

  Target target() {
    return lane.target();
  }

  /** How long it has waited to be begun, in nanoseconds. */
  long waited(long now) {
    return now - since;
  }

  /** Whether nobody else can have claimed it, by this machine's own count of the lease. */
  boolean isOurs(long now) {
    return !lost && until - now > 0;
  }

  long leaseLeft(long now) {
    return until - now;
  }

  void extendTo(long nanos) {
    until = nanos;
  }

  void lose() {
    lost = true;
  }
}
