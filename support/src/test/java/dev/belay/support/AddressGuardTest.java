package dev.belay.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.AddressGuard.Verdict;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

  /** First and last address of each special range. */
  @ParameterizedTest
  @CsvSource({
    "this network, 0.0.0.0, 0.255.255.255",
    "private, 10.0.0.0, 10.255.255.255",
    "carrier-grade NAT, 100.64.0.0, 100.127.255.255",
    "Alibaba metadata, 100.100.100.200, 100.100.100.200",
    "loopback, 127.0.0.0, 127.255.255.255",
    "link local, 169.254.0.0, 169.254.255.255",
    "cloud metadata, 169.254.169.254, 169.254.170.2",
    "private, 172.16.0.0, 172.31.255.255",
    "protocol assignments, 192.0.0.0, 192.0.0.255",
    "documentation, 192.0.2.0, 192.0.2.255",
    "6to4 relays, 192.88.99.0, 192.88.99.255",
    "private, 192.168.0.0, 192.168.255.255",
    "benchmarks, 198.18.0.0, 198.19.255.255",
    "documentation, 198.51.100.0, 198.51.100.255",
    "documentation, 203.0.113.0, 203.0.113.255",
    "Azure wire server, 168.63.129.16, 168.63.129.16",
    "multicast, 224.0.0.0, 239.255.255.255",
    "reserved and broadcast, 240.0.0.0, 255.255.255.255",
    "unspecified and loopback, ::, ::1",
    "IPv4-compatible, ::2, ::ffff:ffff",
    "IPv4-compatible loopback, ::127.0.0.1, ::8.8.8.8",
    "IPv4-translated, ::ffff:0:0:0, ::ffff:0:8.8.8.8",
    "local NAT64, 64:ff9b:1::, 64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
    "discard, 100::, 100::ffff:ffff:ffff:ffff",
    "Teredo and others, 2001::, 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff",
    "documentation, 2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
    "6to4, 2002::, 2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "6to4 of loopback, 2002:7f00:1::, 2002:808:808::",
    "documentation, 3fff::, 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
    "not assigned, 4000::, fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "unique local, fc00::, fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "AWS metadata, fd00:ec2::254, fd00:ec2::254",
    "link local, fe80::, febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "site local, fec0::, feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "multicast, ff00::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
  })
  void countsSpecialRangesAsSpecial(String range, String first, String last) throws Exception {
    assertThat(AddressGuard.isPublic(InetAddress.getByName(first))).as(range).isFalse();
    assertThat(AddressGuard.isPublic(InetAddress.getByName(last))).as(range).isFalse();
  }

  /** The neighbours of the special ranges, and some well-known services. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.0",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.0.3.0",
        "192.88.98.255",
        "192.88.100.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "198.51.99.255",
        "198.51.101.0",
        "203.0.112.255",
        "203.0.114.0",
        "168.63.129.15",
        "168.63.129.17",
        "223.255.255.255",
        "8.8.8.8",
        "2000::",
        "2001:200::",
        "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:db9::",
        "2003::",
        "2606:4700:4700::1111",
        "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "3fff:1000::"
      })
  void countsTheRestAsPublic(String address) throws Exception {
    assertThat(AddressGuard.isPublic(InetAddress.getByName(address))).isTrue();
  }

  @Test
  void decodesTheWellKnownNat64Prefix() throws Exception {
    assertThat(AddressGuard.isPublic(InetAddress.getByName("64:ff9b::8.8.8.8"))).isTrue();
    assertThat(AddressGuard.isPublic(InetAddress.getByName("64:ff9b::a9fe:a9fe"))).isFalse();
    assertThat(AddressGuard.isPublic(InetAddress.getByName("64:ff9b::127.0.0.1"))).isFalse();
    assertThat(AddressGuard.isPublic(InetAddress.getByName("64:ff9b:0:0:1::8.8.8.8"))).isFalse();
  }

  @Test
  void refusesMappedIpv4EvenWhereItStaysIpv6() throws Exception {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
    assertThat(AddressGuard.isPublic(Inet6Address.getByAddress("host", mapped, 0))).isFalse();
    assertThat(AddressGuard.isPublic(InetAddress.getByName("::ffff:a9fe:a9fe"))).isFalse();
  }

  @ParameterizedTest
  @EmptySource
  @ValueSource(
      strings = {
        " ",
        "localhost",
        "LOCALHOST",
        "postgres",
        "metadata",
        "app.localhost",
        "printer.local",
        "Printer.LOCAL",
        "metadata.google.internal",
        "instance-data.ec2.internal",
        "router.home.arpa",
        "kubernetes.default.svc.cluster.local",
        "site.onion",
        "api.openai.com.",
        "localhost.",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0177.0.0.1",
        "0x7f000001",
        "0x7f.0.0.1",
        "host.0x7f",
        "host.123",
        "1.2.3.4.5",
        "[::1]",
        "::1",
        "fe80::1%eth0",
        "a..b.com",
        ".example.com",
        "-a.example.com",
        "a-.example.com",
        "under_score.example.com",
        "user@example.com",
        "example.com:443",
        "example.com/path",
        "ex ample.com",
        "example.com\n",
        "ex\u00e4mple.com",
        "example\u3002com"
      })
  void refusesNamesThatAreNotThoseOfPublicHosts(String host) {
    assertThat(AddressGuard.isPublicName(host)).isFalse();
    assertThat(AddressGuard.with(name -> List.of(InetAddress.getLoopbackAddress())).judge(host))
        .isEqualTo(Verdict.SPECIAL_NAME);
  }

  @Test
  void refusesOverlongNames() {
    assertThat(AddressGuard.isPublicName("a".repeat(63) + ".com")).isTrue();
    assertThat(AddressGuard.isPublicName("a".repeat(64) + ".com")).isFalse();
    assertThat(AddressGuard.isPublicName("a.".repeat(126) + "com")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ai-gateway.vercel.sh",
        "API.OpenAI.com",
        "xn--exmple-cua.com",
        "1password.com",
        "a.b.c.d.e.org",
        "internal.example.com",
        "localhost.example.com",
        "mylocal.com"
      })
  void acceptsNamesOfPublicHosts(String host) {
    assertThat(AddressGuard.isPublicName(host)).isTrue();
  }

  @Test
  void judgesAllAddressesOfAName() {
    assertThat(guard("8.8.8.8").judge("gateway.example.com")).isEqualTo(Verdict.PUBLIC);
    assertThat(guard("8.8.8.8", "2606:4700:4700::1111").judge("gateway.example.com"))
        .isEqualTo(Verdict.PUBLIC);
    assertThat(guard("8.8.8.8", "10.0.0.1").judge("gateway.example.com"))
        .isEqualTo(Verdict.SPECIAL_ADDRESS);
    assertThat(guard("fd00::1").judge("gateway.example.com")).isEqualTo(Verdict.SPECIAL_ADDRESS);
  }

  @Test
  void doesNotTakeAFailedLookupForAPublicHost() {
    AddressGuard unknown =
        AddressGuard.with(
            name -> {
              throw new UnknownHostException(name);
            });

    assertThat(unknown.judge("gateway.example.com")).isEqualTo(Verdict.UNKNOWN_HOST);
    assertThat(guard().judge("gateway.example.com")).isEqualTo(Verdict.UNKNOWN_HOST);
  }

  @Test
  void looksNamesUpAsThisProcessDoes() {
    assertThat(AddressGuard.system().judge("no-such-host.invalid")).isEqualTo(Verdict.SPECIAL_NAME);
  }

  private static AddressGuard guard(String... addresses) {
    return AddressGuard.with(
        name -> {
          List<InetAddress> found = new ArrayList<>();
          for (String address : addresses) {
            found.add(InetAddress.getByName(address));
          }
          return found;
        });
  }
}
