package dev.belay.byok;

import dev.belay.byok.ResolutionStep.Outcome;

/**
 * What a wish for a model means at one provider.
 *
 * @param outcome {@link Outcome#USED}, {@link Outcome#FOREIGN_MODEL} or {@link
 *     Outcome#MODEL_REQUIRED}
 * @param modelId the model as the provider spells it, empty unless used
 */
record ModelChoice(Outcome outcome, String modelId) {

  static final ModelChoice FOREIGN = new ModelChoice(Outcome.FOREIGN_MODEL, "");
  static final ModelChoice REQUIRED = new ModelChoice(Outcome.MODEL_REQUIRED, "");

  static ModelChoice of(String modelId) {
    return new ModelChoice(Outcome.USED, modelId);
  }
}
