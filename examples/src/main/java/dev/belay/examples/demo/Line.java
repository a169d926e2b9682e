package dev.belay.examples.demo;

/**
 * One line of the table.
 *
 * @param user who asked
 * @param wish for which model, or {@code -}
 * @param path whose credential it is, and through what
 * @param provider the provider that was resolved
 * @param model the model as that provider spells it
 * @param roundTrips how often the resolution waited for the database
 * @param status what the provider answered, and whose key it saw
 */
record Line(
    String user,
    String wish,
    String path,
    String provider,
    String model,
    String roundTrips,
    String status) {

  static final String[] HEADINGS = {
    "user", "asks for", "path", "provider", "model", "round trips", "status"
  };

  /** A line without a provider. */
  static Line without(Scene scene, String roundTrips, String status) {
    return new Line(scene.user().name(), scene.wish(), "-", "-", "-", roundTrips, status);
  }

  String[] cells() {
    return new String[] {user, wish, path, provider, model, roundTrips, status};
  }
}
