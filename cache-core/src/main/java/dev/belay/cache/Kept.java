package dev.belay.cache;

import java.util.Optional;

/**
 * A value and until when it may be used, in milliseconds since 1970; 0 for one that is not kept.
 */
record Kept<T>(Optional<T> value, long until) {

  /** Does not show the value. */
  @Override
  public String toString() {
    return "Kept";
  }
}
