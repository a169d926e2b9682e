package dev.belay.support;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells public hosts from those that a server must not be sent to by its users: its own network,
 * its cloud's metadata service, itself (server-side request forgery).
 *
 * <p>Immutable and safe for use by many threads. {@link #isPublic(InetAddress)} judges one address
 * and can be handed to any HTTP client that lets its addresses be filtered.
 *
 * <p>What it does <em>not</em> protect from: a name that changes its address between this check and
 * the connection. The client that connects has to check the address it dials, too.
 */
public final class AddressGuard {

  private static final int MAX_NAME_LENGTH = 253;
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern NUMERIC_LABEL = Pattern.compile("[0-9].*");

  /** Special-use names (RFC 6761, 6762, 7686, 8375, ICANN's .internal) and usual local ones. */
  private static final Set<String> LOCAL_DOMAINS =
      Set.of(
          "localhost",
          "localdomain",
          "local",
          "internal",
          "intranet",
          "private",
          "corp",
          "home",
          "lan",
          "home.arpa",
          "onion",
          "test",
          "invalid");

  private final Lookup lookup;

  private AddressGuard(Lookup lookup) {
    this.lookup = lookup;
  }

  /**
   * A guard that looks names up as this process does.
   *
   * @return the guard
   */
  public static AddressGuard system() {
    return new AddressGuard(name -> List.of(InetAddress.getAllByName(name)));
  }

  /**
   * A guard that looks names up in another way.
   *
   * @param lookup finds all addresses of a name
   * @return the guard
   */
  public static AddressGuard with(Lookup lookup) {
    return new AddressGuard(Objects.requireNonNull(lookup, "lookup"));
  }

  /**
   * Whether an address is one of the public Internet, judged by its bytes.
   *
   * <p>Special are the ranges of IANA's registries for special purposes, multicast, the addresses
   * that hide an IPv4 address (compatible, mapped, 6to4, Teredo, local NAT64), and Azure's wire
   * server. The well-known NAT64 prefix counts as the IPv4 address that it holds.
   *
   * @param address the address
   * @return true if it is public
   */
  public static boolean isPublic(InetAddress address) {
    return AddressRanges.isPublic(address.getAddress());
  }

  /**
   * Whether a host name can be that of a public host, without looking it up.
   *
   * @param host the name
   * @return false for an IP literal in any spelling, a name of one label, a local domain, a name
   *     that ends with a dot, or what is no host name at all
   */
  public static boolean isPublicName(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    List<String> labels = List.of(name.split("\\.", -1));
    return name.length() <= MAX_NAME_LENGTH
        && labels.size() > 1
        && labels.stream().allMatch(label -> LABEL.matcher(label).matches())
        && !NUMERIC_LABEL.matcher(labels.get(labels.size() - 1)).matches()
        && LOCAL_DOMAINS.stream().noneMatch(domain -> name.endsWith("." + domain));
  }

  /**
   * Judges a host by its name and then by all its addresses.
   *
   * @param host the name
   * @return {@link Verdict#PUBLIC} only if the name and every address are public
   */
  public Verdict judge(String host) {
    if (!isPublicName(host)) {
      return Verdict.SPECIAL_NAME;
    }
    List<InetAddress> addresses;
    try {
      addresses = lookup.addresses(host);
    } catch (UnknownHostException e) {
      return Verdict.UNKNOWN_HOST;
    }
    if (addresses.isEmpty()) {
      return Verdict.UNKNOWN_HOST;
    }
    return addresses.stream().allMatch(AddressGuard::isPublic)
        ? Verdict.PUBLIC
        : Verdict.SPECIAL_ADDRESS;
  }

  /** What a host is. */
  public enum Verdict {

    /** The name and every address are public. */
    PUBLIC,

    /** The name is an IP literal, is local, or is no host name. */
    SPECIAL_NAME,

    /** At least one address is not public. */
    SPECIAL_ADDRESS,

    /** The name has no address, or it could not be looked up. */
    UNKNOWN_HOST
  }

  /** Finds the addresses of a name. Implementations are safe for use by many threads. */
  @FunctionalInterface
  public interface Lookup {

    /**
     * Finds all addresses.
     *
     * @param name the host's name
     * @return the addresses
     * @throws UnknownHostException if there is none, or the lookup failed
     */
    List<InetAddress> addresses(String name) throws UnknownHostException;
  }
}
