package dev.belay.byok;

import dev.belay.byok.ResolutionRefusedException.Reason;
import dev.belay.byok.ResolutionStep.Outcome;
import java.util.List;
import java.util.stream.Collectors;

/** Words a refusal so that a person can act on it. Neither user, key, URL nor hint are in it. */
final class Refusal {

  private Refusal() {}

  static ResolutionRefusedException urlRejected(
      CredentialSource source, GatewayUrlRejectedException rejected, List<ResolutionStep> trace) {
    String message =
        "The base URL of the "
            + source.label()
            + " is rejected ("
            + rejected.reason().code()
            + "), and no other credential is used in its place. "
            + tried(trace);
    ResolutionRefusedException refused =
        new ResolutionRefusedException(Reason.URL_REJECTED, message, trace);
    refused.initCause(rejected);
    return refused;
  }

  static ResolutionRefusedException nothingServes(
      List<ResolutionStep> trace, List<String> variables) {
    Reason reason = reason(trace);
    return new ResolutionRefusedException(
        reason, words(reason, trace) + ". " + tried(trace) + " " + advice(variables), trace);
  }

  private static String words(Reason reason, List<ResolutionStep> trace) {
    if (reason == Reason.MODEL_REQUIRED) {
      return "A model must be chosen explicitly for " + providers(trace, Outcome.MODEL_REQUIRED);
    }
    if (reason == Reason.FOREIGN_MODEL) {
      return "The requested model belongs to a provider without a key: there are keys for "
          + providers(trace, Outcome.FOREIGN_MODEL)
          + " only";
    }
    return reason == Reason.UNREADABLE
        ? "The stored keys cannot be opened with this key ring: "
            + providers(trace, Outcome.UNREADABLE)
        : "There is no key that may be used";
  }

  private static Reason reason(List<ResolutionStep> trace) {
    if (met(trace, Outcome.MODEL_REQUIRED)) {
      return Reason.MODEL_REQUIRED;
    }
    if (met(trace, Outcome.FOREIGN_MODEL)) {
      return Reason.FOREIGN_MODEL;
    }
    return met(trace, Outcome.UNREADABLE) ? Reason.UNREADABLE : Reason.NO_CREDENTIAL;
  }

  private static boolean met(List<ResolutionStep> trace, Outcome outcome) {
    return trace.stream().anyMatch(step -> step.outcome() == outcome);
  }

  private static String providers(List<ResolutionStep> trace, Outcome outcome) {
    return trace.stream()
        .filter(step -> step.outcome() == outcome)
        .map(step -> step.provider().value())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static String tried(List<ResolutionStep> trace) {
    return trace.stream()
        .map(ResolutionStep::describe)
        .collect(Collectors.joining("; ", "Tried: ", "."));
  }

  private static String advice(List<String> variables) {
    return "Store a key of the user for one of these providers, or set one of "
        + String.join(", ", variables)
        + " for the team.";
  }
}
