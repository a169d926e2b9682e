package dev.belay.cache;

import java.util.Optional;

/** A value in a near cache; made by the cache. Immutable, as far as the value is. */
public final class NearValue {

  private final Kept<?> kept;
  private final String stamp;
  private final long bumps;
  private final long until;

  NearValue(Kept<?> kept, String stamp, long bumps, long until) {
    this.kept = kept;
    this.stamp = stamp;
    this.bumps = bumps;
    this.until = until;
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
