package dev.belay.auth;

/** How sure Supabase Auth is of the user: the claim {@code aal}. */
public enum AssuranceLevel {
  /** One factor. A token that does not say counts as this. */
  AAL1,
  /** Two factors. */
  AAL2,
  /** Two factors, one of them a device that cannot be phished. */
  AAL3;

  /**
   * Whether this level is enough.
   *
   * @param needed the level that is asked for
   * @return true if this one is the same or higher
   */
  public boolean satisfies(AssuranceLevel needed) {
    return compareTo(needed) >= 0;
  }
}
