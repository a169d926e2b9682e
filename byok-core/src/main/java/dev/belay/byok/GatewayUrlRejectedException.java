package dev.belay.byok;

import dev.belay.support.InvalidArgumentException;
import java.util.Objects;

/**
 * A gateway's base URL is not allowed. The message has the reason only, since the URL can hold
 * credentials.
 */
public final class GatewayUrlRejectedException extends InvalidArgumentException {

  /** What is wrong with the URL. */
  private final Reason reason;

  GatewayUrlRejectedException(Reason reason) {
    super("The gateway base URL is not allowed (" + reason.code() + "): " + reason.advice());
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /**
   * What is wrong with the URL.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /** What can be wrong with a base URL, in the order in which it is checked. */
  public enum Reason {

    /** Not an absolute URL with a host, over-long, or with characters that do not belong. */
    INVALID_URL("invalid_url", "give an absolute URL such as https://ai-gateway.vercel.sh/v1"),

    /** Not https. */
    NON_HTTPS("non_https", "use https"),

    /** A user name or password before the host. */
    CREDENTIALS("credentials", "take the user name and password out"),

    /** A port other than 443. */
    PORT_NOT_ALLOWED("port_not_allowed", "use port 443"),

    /** A question mark. */
    QUERY_NOT_ALLOWED("query_not_allowed", "take the query out"),

    /** A number sign. */
    FRAGMENT_NOT_ALLOWED("fragment_not_allowed", "take the fragment out"),

    /** A host that is an address, is local by name, or has an address that is not public. */
    PRIVATE_HOST("private_host", "use the name of a public host"),

    /** A host that is not on the list. */
    HOST_NOT_ALLOWED("host_not_allowed", "use a listed host, or list it by the operator"),

    /** A host whose addresses could not be found out. */
    HOST_NOT_FOUND("host_not_found", "the host's addresses could not be found out");

    private final String code;
    private final String advice;

    Reason(String code, String advice) {
      this.code = code;
      this.advice = advice;
    }

    /**
     * The reason as a stable code.
     *
     * @return such as {@code host_not_allowed}
     */
    public String code() {
      return code;
    }

    String advice() {
      return advice;
    }
  }
}
