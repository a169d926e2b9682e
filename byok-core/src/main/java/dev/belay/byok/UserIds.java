package dev.belay.byok;

import dev.belay.support.InvalidArgumentException;
import java.util.Objects;
import java.util.UUID;

/** The form of a user id. */
final class UserIds {

  private static final UUID NIL = new UUID(0, 0);

  private UserIds() {}

  static UUID checked(UUID userId) {
    if (isNil(Objects.requireNonNull(userId, "userId"))) {
      throw new InvalidArgumentException("The nil UUID is not a user id");
    }
    return userId;
  }

  static boolean isNil(UUID userId) {
    return userId.equals(NIL);
  }
}
