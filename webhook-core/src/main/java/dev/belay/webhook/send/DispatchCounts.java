package dev.belay.webhook.send;

/**
 * What a dispatcher has done since it was made. Immutable.
 *
 * <p>They are of this dispatcher alone, and of results that the database has taken. A result that
 * the database refused, since the lease had passed to another dispatcher, counts as lost.
 *
 * @param claimed deliveries taken under a lease
 * @param delivered attempts that the receiver answered with success
 * @param retried attempts that failed and will be made again
 * @param dead deliveries that became dead letters
 * @param gone attempts that were answered with 410
 * @param lost results that came after somebody else had claimed the delivery
 */
public record DispatchCounts(
    long claimed, long delivered, long retried, long dead, long gone, long lost) {

  /**
   * What has been done since then.
   *
   * @param before earlier counts of the same dispatcher
   * @return the difference
   */
  public DispatchCounts since(DispatchCounts before) {
    return new DispatchCounts(
        claimed - before.claimed,
        delivered - before.delivered,
        retried - before.retried,
        dead - before.dead,
        gone - before.gone,
        lost - before.lost);
  }
}
