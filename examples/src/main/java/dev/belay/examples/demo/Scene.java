package dev.belay.examples.demo;

import dev.belay.byok.CredentialSource;
import dev.belay.byok.ProviderId;

/**
 * One resolution: who asks for what, and what must come of it.
 *
 * @param user who asks
 * @param wish the model asked for, or {@link #NO_WISH}
 * @param teamHasKeys whether the server has keys of its own
 * @param expected what the table must say
 */
record Scene(DemoUser user, String wish, boolean teamHasKeys, Line expected) {

  static final String NO_WISH = "-";

  private static final String ONE_ROUND_TRIP = "1";

  /** A user who gets a provider. */
  static Scene resolved(
      DemoUser user,
      String wish,
      CredentialSource source,
      ProviderId provider,
      String model,
      String status) {
    Line expected =
        new Line(
            user.name(), wish, source.label(), provider.value(), model, ONE_ROUND_TRIP, status);
    return new Scene(user, wish, true, expected);
  }

  /** A user who gets nothing, on a server without keys of its own. */
  static Scene refused(DemoUser user, String status) {
    Line expected = new Line(user.name(), NO_WISH, "-", "-", "-", ONE_ROUND_TRIP, status);
    return new Scene(user, NO_WISH, false, expected);
  }

  /** The model asked for; empty where the user leaves the choice to the resolver. */
  String hint() {
    return wish.equals(NO_WISH) ? "" : wish;
  }
}
