package dev.belay.cache;

import java.util.Optional;

/** A value in a near cache; made by the cache. Immutable, as far as the value is. */
public final class NearValue {

  private final Object owner;
  private final Kept<?> kept;
  private final String stamp;
  private final long bumps;
  private final long until;

  NearValue(Object owner, Kept<?> kept, String stamp, long bumps, long until) {
    this.owner = owner;
    this.kept = kept;
    this.stamp = stamp;
    this.bumps = bumps;
    this.until = until;
  }

  /** Whether it was put there by this cache: others may count other bumps, and know other types. */
  boolean isKeptBy(Object cache) {
    return owner == cache;
  }

  /** Whether it may be returned without asking for the versions. */
  boolean isGood(long bumpsNow, long nanoTime) {
    return bumps == bumpsNow && until - nanoTime > 0;
  }

  boolean isOf(String stampNow) {
    return stamp.equals(stampNow);
  }

  @SuppressWarnings("unchecked") // a key stands for one type
  <T> Kept<T> kept() {
    return (Kept<T>) kept;
  }

  @SuppressWarnings("unchecked") // a key stands for one type
  <T> Optional<T> value() {
    return (Optional<T>) kept.value();
  }

  /** Does not show the value. */
  @Override
  public String toString() {
    return "NearValue";
  }
}
