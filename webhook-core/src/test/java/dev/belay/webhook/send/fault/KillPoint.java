package dev.belay.webhook.send.fault;

/** Where a dispatcher can be killed: on either side of each thing that another can see. */
enum KillPoint {
  BEFORE_CLAIM,
  AFTER_CLAIM,
  BEFORE_SEND,
  AFTER_SEND,
  BEFORE_COMPLETE,
  AFTER_COMPLETE,
  AFTER_EXTEND,
  AFTER_RELEASE,
  /** Nowhere in particular: whenever the killer likes. */
  ANYWHERE;

  /** Those that a busy dispatcher passes all the time. */
  static final KillPoint[] BUSY = {
    BEFORE_CLAIM, AFTER_CLAIM, BEFORE_SEND, AFTER_SEND, BEFORE_COMPLETE, AFTER_COMPLETE
  };
}
