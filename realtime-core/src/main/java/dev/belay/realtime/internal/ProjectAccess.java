package dev.belay.realtime.internal;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.util.regex.Pattern;

/** What is to be known of a project's keys and routes, whatever they are for. */
public final class ProjectAccess {

  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");

  private ProjectAccess() {}

  /**
   * Whether a key is of the newer kind, which is no JWT.
   *
   * @param key the key
   * @return true for one that begins with {@code sb_}
   */
  public static boolean isOpaque(Secret key) {
    return key.reveal().startsWith("sb_");
  }

  /**
   * Checks the path of a route.
   *
   * @param path such as {@code /api/broadcast}
   * @return the path
   * @throws InvalidArgumentException if it is of another form
   */
  public static String checkedPath(String path) {
    if (!PATH.matcher(path).matches()) {
      throw new InvalidArgumentException("A route's path must be like /api/broadcast");
    }
    return path;
  }
}
