package dev.belay.examples.cli;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.Secret;

/** The secret of X-Signature-HMAC, which comes from the environment and from nowhere else. */
final class HmacSecret {

  static final String VARIABLE = "HMAC_SECRET";

  private HmacSecret() {}

  static Secret required(Environment environment) {
    return environment
        .secret(VARIABLE)
        .orElseThrow(() -> new ConfigurationException("The variable HMAC_SECRET is not set"));
  }
}
