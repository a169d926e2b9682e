package dev.belay.testservers.llm;

/** One method and path of a provider. */
record Route(Access access, Action action) {

  /** What happens once the credential is accepted. */
  @FunctionalInterface
  interface Action {

    /**
     * Answers.
     *
     * @throws IllegalArgumentException with the reason if the request is malformed
     */
    Reply run(LlmHost host, Call call);
  }
}
