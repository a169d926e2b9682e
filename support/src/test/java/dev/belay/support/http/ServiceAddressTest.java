package dev.belay.support.http;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAddressTest {

  @ParameterizedTest
  @CsvSource({
    "https://example.org, https://example.org/",
    "HTTPS://Example.ORG:8443/api, https://example.org:8443/api/",
    "https://example.org/a%20b/, https://example.org/a%20b/",
    "http://localhost:3000, http://localhost:3000/",
    "http://127.0.0.2/x, http://127.0.0.2/x/",
    "http://[::1]:3000, http://[::1]:3000/",
  })
  void aBaseEndsWithASlash(String given, String base) {
    assertThat(ServiceAddress.base(URI.create(given))).isEqualTo(URI.create(base));
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org/, https://example.org",
    "HTTP://LOCALHOST:3000, http://localhost:3000",
  })
  void anOriginHasNoPath(String given, String origin) {
    assertThat(ServiceAddress.origin(URI.create(given))).isEqualTo(URI.create(origin));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/hunter2",
        "http://localhost.example.org/hunter2",
        "http://127.0.0.1.example.org/hunter2",
        "ftp://example.org/hunter2",
        "https:///hunter2",
        "https:hunter2",
        "/hunter2",
        "https://user:hunter2@example.org",
        "https://example.org/?key=hunter2",
        "https://example.org/#hunter2",
        "https://example.org//hunter2",
      })
  void refusesWithoutRepeatingTheAddress(String url) {
    assertThat(
            refusalOf(InvalidArgumentException.class, () -> ServiceAddress.base(URI.create(url))))
        .hasMessageNotContaining("hunter2");
    assertThat(
            refusalOf(InvalidArgumentException.class, () -> ServiceAddress.origin(URI.create(url))))
        .hasMessageNotContaining("hunter2");
  }
}
