package dev.belay.byok;

/**
 * One source that the resolver looked at, and what came of it. Immutable; holds no key, no URL and
 * no user.
 *
 * @param source whose credential it would have been
 * @param provider through which provider
 * @param outcome what came of it
 */
public record ResolutionStep(CredentialSource source, ProviderId provider, Outcome outcome) {

  /**
   * The step in words.
   *
   * @return such as {@code user-provider openai: no key}
   */
  public String describe() {
    return source.label() + " " + provider + ": " + outcome.text();
  }

  /** What came of a source. */
  public enum Outcome {

    /** The resolution ends here with this credential. */
    USED("used"),

    /** The user has stored no key, or the team has configured none. */
    NO_KEY("no key"),

    /** The user has not agreed to the team's gateway. */
    NO_CONSENT("the user has not agreed to it"),

    /** The requested model belongs to another provider. */
    FOREIGN_MODEL("the model belongs to another provider"),

    /** No model is requested and this provider has no default. */
    MODEL_REQUIRED("a model must be chosen explicitly"),

    /** The stored key could not be opened, and the policy says to go on. */
    UNREADABLE("the stored key cannot be opened"),

    /** The gateway's base URL is not allowed. The resolution ends here. */
    URL_REJECTED("the base URL is not allowed");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    /**
     * The outcome in words.
     *
     * @return a part of a sentence
     */
    public String text() {
      return text;
    }
  }
}
