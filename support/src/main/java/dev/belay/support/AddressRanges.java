package dev.belay.support;

import java.util.Arrays;
import java.util.List;

/**
 * The address ranges that are not the public Internet (IANA's registries for special purposes).
 *
 * <p>{@code InetAddress}'s own predicates miss many of them: unique local IPv6, carrier-grade NAT,
 * and every form that hides an IPv4 address.
 */
final class AddressRanges {

  private static final List<Range> SPECIAL_V4 =
      List.of(
          v4(8, 0),
          v4(8, 10),
          v4(10, 100, 64), // carrier-grade NAT; Alibaba's metadata service
          v4(8, 127),
          v4(16, 169, 254), // link local; the metadata services of most clouds
          v4(12, 172, 16),
          v4(24, 192, 0, 0),
          v4(24, 192, 0, 2),
          v4(24, 192, 88, 99), // 6to4 relays
          v4(16, 192, 168),
          v4(15, 198, 18), // benchmarks
          v4(24, 198, 51, 100),
          v4(24, 203, 0, 113),
          v4(32, 168, 63, 129, 16), // Azure's wire server, inside a public range
          v4(4, 224), // multicast
          v4(4, 240)); // reserved, and broadcast

  /** IPv6 outside of 2000::/3 is special as a whole; these are the special parts within. */
  private static final Range GLOBAL_UNICAST = v6(3, 0x2000);

  private static final List<Range> SPECIAL_V6 =
      List.of(
          v6(23, 0x2001), // Teredo, benchmarks, ORCHID
          v6(32, 0x2001, 0xdb8),
          v6(16, 0x2002), // 6to4
          v6(20, 0x3fff)); // documentation (RFC 9637)

  private static final Range NAT64 = v6(96, 0x64, 0xff9b);

  private AddressRanges() {}

  static boolean isPublic(byte[] address) {
    if (address.length == 4) {
      return SPECIAL_V4.stream().noneMatch(range -> range.contains(address));
    }
    if (NAT64.contains(address)) {
      return isPublic(Arrays.copyOfRange(address, 12, 16));
    }
    return GLOBAL_UNICAST.contains(address)
        && SPECIAL_V6.stream().noneMatch(range -> range.contains(address));
  }

  private static Range v4(int bits, int... first) {
    byte[] prefix = new byte[4];
    for (int i = 0; i < first.length; i++) {
      prefix[i] = (byte) first[i];
    }
    return new Range(prefix, bits);
  }

  private static Range v6(int bits, int... first) {
    byte[] prefix = new byte[16];
    for (int i = 0; i < first.length; i++) {
      prefix[2 * i] = (byte) (first[i] >> 8);
      prefix[2 * i + 1] = (byte) first[i];
    }
    return new Range(prefix, bits);
  }

  /** All addresses that share their first bits with a prefix. */
  private static final class Range {

    private final byte[] prefix;
    private final int bits;

    Range(byte[] prefix, int bits) {
      this.prefix = prefix;
      this.bits = bits;
    }

    boolean contains(byte[] address) {
      int whole = bits / 8;
      int rest = bits % 8;
      return Arrays.equals(address, 0, whole, prefix, 0, whole)
          && (rest == 0 || ((address[whole] ^ prefix[whole]) & 0xff) >> (8 - rest) == 0);
    }
  }
}
