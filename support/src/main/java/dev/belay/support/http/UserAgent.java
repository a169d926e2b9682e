package dev.belay.support.http;

import dev.belay.support.Secret;

/** How the library names itself to a server (RFC 9110, section 10.1.5). */
final class UserAgent {

  static final String NAME = "User-Agent";

  private UserAgent() {}

  /** {@code belay/<version>}, or {@code belay} where the classes do not come from our jar. */
  static String ofThisLibrary() {
    String version = UserAgent.class.getPackage().getImplementationVersion();
    return version == null ? "belay" : "belay/" + version;
  }

  /** The same text, if it can stand in a header. */
  static String checked(String userAgent) {
    return new HttpHeader(NAME, Secret.of(userAgent)).value().reveal();
  }
}
