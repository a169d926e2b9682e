package dev.belay.byok;

import dev.belay.byok.GatewayUrlRejectedException.Reason;
import dev.belay.support.AddressGuard;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which gateway base URLs a key may be sent to, when one is stored and again when it is
 * used. Immutable and safe for use by many threads.
 *
 * <p>By default a host must be on a list. {@link #anyPublicHost} allows every host whose addresses
 * are all public instead. That does <em>not</em> protect from a name that changes its address after
 * the check: the client that sends the key has to check the address it dials, too.
 */
public final class GatewayUrlPolicy {

  private static final String VARIABLE = "AI_GATEWAY_ALLOWED_HOSTS";
  private static final String[] NOTHING = {};
  private static final String DEFAULT_HOST = "ai-gateway.vercel.sh";
  private static final GatewayUrlPolicy STANDARD = new GatewayUrlPolicy(Set.of(DEFAULT_HOST), null);

  private final Set<String> hosts;
  private final @Nullable AddressGuard guard;

  private GatewayUrlPolicy(Set<String> hosts, @Nullable AddressGuard guard) {
    this.hosts = Set.copyOf(hosts);
    this.guard = guard;
  }

  /**
   * Allows {@code ai-gateway.vercel.sh} only.
   *
   * @return the default policy
   */
  public static GatewayUrlPolicy standard() {
    return STANDARD;
  }

  /**
   * Allows the default host and those that {@code AI_GATEWAY_ALLOWED_HOSTS} lists, separated by
   * commas.
   *
   * @param environment where to read
   * @return the policy
   * @throws ConfigurationException if an entry is not the name of a public host
   */
  public static GatewayUrlPolicy from(Environment environment) {
    String[] listed = environment.get(VARIABLE).map(list -> list.split(",")).orElse(NOTHING);
    try {
      return standard().allowing(listed);
    } catch (InvalidArgumentException e) {
      throw new ConfigurationException(
          VARIABLE + " must list names of public hosts, without scheme, port or path");
    }
  }

  /**
   * The same policy with more hosts on the list.
   *
   * @param names host names without scheme, port or path; blank ones are left out
   * @return a new policy
   * @throws InvalidArgumentException if one is not the name of a public host
   */
  public GatewayUrlPolicy allowing(String... names) {
    Set<String> extended = new LinkedHashSet<>(hosts);
    Arrays.stream(names)
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .filter(name -> !name.isEmpty())
        .map(GatewayUrl::checkedHostName)
        .forEach(extended::add);
    return new GatewayUrlPolicy(extended, guard);
  }

  /**
   * Allows every host all of whose addresses are public, whether it is listed or not.
   *
   * @param addresses looks addresses up and judges them
   * @return the policy
   */
  public static GatewayUrlPolicy anyPublicHost(AddressGuard addresses) {
    return new GatewayUrlPolicy(Set.of(), Objects.requireNonNull(addresses, "addresses"));
  }

  /**
   * Checks a base URL and gives it its normal form: host in lower case, no port, and a path that
   * ends with {@code /v1}. A path of the AI SDK ({@code /v3/ai}, {@code /v4/ai}) becomes {@code
   * /v1} of the same host.
   *
   * @param baseUrl the URL, at most 2048 characters
   * @return the normal form
   * @throws GatewayUrlRejectedException if the URL is not allowed
   */
  public URI check(String baseUrl) {
    GatewayUrl url = GatewayUrl.parse(Objects.requireNonNull(baseUrl, "baseUrl"));
    requireAllowed(url.host());
    return url.normalised();
  }

  private void requireAllowed(String host) {
    if (hosts.contains(host)) {
      return;
    }
    if (guard == null) {
      throw new GatewayUrlRejectedException(Reason.HOST_NOT_ALLOWED);
    }
    AddressGuard.Verdict verdict = guard.judge(host);
    if (verdict != AddressGuard.Verdict.PUBLIC) {
      throw new GatewayUrlRejectedException(
          verdict == AddressGuard.Verdict.UNKNOWN_HOST
              ? Reason.HOST_NOT_FOUND
              : Reason.PRIVATE_HOST);
    }
  }
}
