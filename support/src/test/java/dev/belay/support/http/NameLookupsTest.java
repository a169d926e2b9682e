package dev.belay.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameLookupsTest {

  private static final URI ADDRESS = URI.create("http://127.0.0.1:3000/rpc");

  private static boolean unneeded(String host) {
    return new NameLookups(HttpClient.Builder.NO_PROXY)
        .unneededFor(URI.create("https://" + host + ":3000/rpc"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.0.0.8", "255.255.255.255", "[::1]", "[2001:db8::1]"})
  void anAddressNeedsNone(String host) {
    assertThat(unneeded(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "example.org",
        "1.example.org",
        "127.0.0.1.nip.io",
        "1.a1",
        "99999999999"
      })
  void aNameNeedsOne(String host) {
    assertThat(unneeded(host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.1", "256.1.1.1", "1.2.3.4.5"})
  void whatIsNeitherIsNoHostOfAUri(String host) {
    assertThat(URI.create("https://" + host + ":3000/rpc").getHost()).isNull();
  }

  @Test
  void aProxyMayHaveAName() {
    ProxySelector proxy = ProxySelector.of(InetSocketAddress.createUnresolved("proxy.test", 8080));
    assertThat(new NameLookups(proxy).unneededFor(ADDRESS)).isFalse();
  }

  @Test
  void theSystemsOwnSelectorSaysWhetherThereIsOne() {
    assertThat(new NameLookups(null).unneededFor(ADDRESS)).isTrue();
  }

  @Test
  void aSelectorOfSomebodyElseIsNotAskedInTheCallersThread() {
    ProxySelector slow =
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            throw new AssertionError("it could look a name up");
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        };
    assertThat(new NameLookups(slow).unneededFor(ADDRESS)).isFalse();
  }
}
