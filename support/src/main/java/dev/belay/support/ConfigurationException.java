package dev.belay.support;

/**
 * The set-up is wrong: a setting is missing, or the schema is absent, changed or of another
 * version.
 */
public class ConfigurationException extends BelayException {

  /**
   * Creates the failure without a backend's codes.
   *
   * @param message what is wrong and what a person can do about it
   */
  public ConfigurationException(String message) {
    this(message, BackendFault.none());
  }

  /**
   * Creates the failure with a backend's codes.
   *
   * @param message what is wrong and what a person can do about it
   * @param fault what the backend said
   */
  public ConfigurationException(String message, BackendFault fault) {
    super(message, fault);
  }
}
