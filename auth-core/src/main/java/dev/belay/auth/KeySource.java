package dev.belay.auth;

/** The keys that a project signs with. Safe for use by many threads. */
interface KeySource {

  /**
   * Finds the key that a token says it is signed with.
   *
   * @throws AuthRefusedException if there is none, or it is for another algorithm
   * @throws dev.belay.support.BackendUnavailableException if it could not be found out
   */
  VerificationKey find(TokenHeader header);
}
