package dev.belay.byok;

/** Whose credential is used, and through what. */
public enum CredentialSource {

  /** The user's key for an AI gateway, at the user's own base URL where there is one. */
  USER_GATEWAY("user-gateway"),

  /** The user's key for a provider. */
  USER_PROVIDER("user-provider"),

  /** The team's key for an AI gateway: the team pays, and the user must have agreed. */
  TEAM_GATEWAY("team-gateway"),

  /** The team's key for a provider: the team pays. */
  SERVER_PROVIDER("server-provider");

  private final String label;

  CredentialSource(String label) {
    this.label = label;
  }

  /**
   * The name in telemetry and in messages.
   *
   * @return such as {@code user-gateway}
   */
  public String label() {
    return label;
  }
}
