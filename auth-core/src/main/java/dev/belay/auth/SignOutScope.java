package dev.belay.auth;

import java.util.Locale;

/**
 * Which of a user's sessions a sign-out ends.
 *
 * @see <a href="https://supabase.com/docs/guides/auth/signout">Supabase: Signing out</a>
 */
public enum SignOutScope {
  /** This session: the user goes on in other browsers. */
  LOCAL,
  /** Every session of the user. */
  GLOBAL,
  /** Every session of the user but this one. */
  OTHERS;

  /**
   * The word of the server's API.
   *
   * @return such as {@code local}
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
