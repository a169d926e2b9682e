package dev.belay.byok;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.GatewayUrlRejectedException.Reason;
import dev.belay.support.AddressGuard;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayUrlPolicyTest {

  private static final GatewayUrlPolicy STANDARD = GatewayUrlPolicy.standard();

  @Test
  void aLongPathTakesNoStack() throws InterruptedException {
    String longest = "https://ai-gateway.vercel.sh" + "/a".repeat(1000) + "/v1";
    AtomicReference<URI> accepted = new AtomicReference<>();
    Thread shallow =
        new Thread(null, () -> accepted.set(STANDARD.check(longest)), "shallow", 256 * 1024);
    shallow.start();
    shallow.join();
    assertThat(accepted).hasValue(URI.create(longest));
  }

  @ParameterizedTest
  @CsvSource({
    "https://ai-gateway.vercel.sh, https://ai-gateway.vercel.sh/v1",
    "https://ai-gateway.vercel.sh/, https://ai-gateway.vercel.sh/v1",
    "https://ai-gateway.vercel.sh/v1, https://ai-gateway.vercel.sh/v1",
    "https://ai-gateway.vercel.sh/v1/, https://ai-gateway.vercel.sh/v1",
    "https://ai-gateway.vercel.sh:443/v1, https://ai-gateway.vercel.sh/v1",
    "https://ai-gateway.vercel.sh:/v1, https://ai-gateway.vercel.sh/v1",
    "HTTPS://AI-Gateway.Vercel.SH/v1, https://ai-gateway.vercel.sh/v1",
    "' https://ai-gateway.vercel.sh/v1 ', https://ai-gateway.vercel.sh/v1",
    "https://ai-gateway.vercel.sh/v3/ai, https://ai-gateway.vercel.sh/v1",
    "https://ai-gateway.vercel.sh/v4/ai, https://ai-gateway.vercel.sh/v1",
    "https://ai-gateway.vercel.sh/v4/ai/, https://ai-gateway.vercel.sh/v1",
    "https://ai-gateway.vercel.sh/team/a_b/v1, https://ai-gateway.vercel.sh/team/a_b/v1",
    "https://ai-gateway.vercel.sh/team, https://ai-gateway.vercel.sh/team/v1"
  })
  void givesAllowedUrlsTheirNormalForm(String url, String normal) {
    assertThat(STANDARD.check(url)).isEqualTo(URI.create(normal));
    assertThat(STANDARD.check(normal)).isEqualTo(URI.create(normal));
  }

  @ParameterizedTest
  @CsvSource({
    "'', INVALID_URL",
    "' ', INVALID_URL",
    "gateway, INVALID_URL",
    "ai-gateway.vercel.sh/v1, INVALID_URL",
    "//ai-gateway.vercel.sh/v1, INVALID_URL",
    "https:, INVALID_URL",
    "https://, INVALID_URL",
    "https:///v1, INVALID_URL",
    "https:ai-gateway.vercel.sh, INVALID_URL",
    "https://ai-gateway.vercel.sh/a b, INVALID_URL",
    "https://ai-gateway.vercel.sh\\v1, INVALID_URL",
    "https://ai-gateway.vercel.sh/%2e%2e/v1, INVALID_URL",
    "https://ai-gateway.vercel.sh/../v1, INVALID_URL",
    "https://ai-gateway.vercel.sh/./v1, INVALID_URL",
    "https://ai-gateway.vercel.sh//v1, INVALID_URL",
    "https://ai-gateway.vercel.sh/v1;a=b, INVALID_URL",
    "http://ai-gateway.vercel.sh/v1, NON_HTTPS",
    "ftp://ai-gateway.vercel.sh/v1, NON_HTTPS",
    "javascript://ai-gateway.vercel.sh/v1, NON_HTTPS",
    "https://user:password@ai-gateway.vercel.sh/v1, CREDENTIALS",
    "https://user@ai-gateway.vercel.sh/v1, CREDENTIALS",
    "https://@ai-gateway.vercel.sh/v1, CREDENTIALS",
    "https://ai-gateway.vercel.sh@evil.example.com/v1, CREDENTIALS",
    "https://ai-gateway.vercel.sh:8443/v1, PORT_NOT_ALLOWED",
    "https://ai-gateway.vercel.sh:80/v1, PORT_NOT_ALLOWED",
    "https://ai-gateway.vercel.sh:0443/v1, PORT_NOT_ALLOWED",
    "https://ai-gateway.vercel.sh/v1?key=value, QUERY_NOT_ALLOWED",
    "https://ai-gateway.vercel.sh/v1?, QUERY_NOT_ALLOWED",
    "https://ai-gateway.vercel.sh/v1#part, FRAGMENT_NOT_ALLOWED",
    "https://ai-gateway.vercel.sh/v1#, FRAGMENT_NOT_ALLOWED",
    "https://localhost/v1, PRIVATE_HOST",
    "https://gateway/v1, PRIVATE_HOST",
    "https://printer.local/v1, PRIVATE_HOST",
    "https://metadata.google.internal/v1, PRIVATE_HOST",
    "https://127.0.0.1/v1, PRIVATE_HOST",
    "https://127.1/v1, PRIVATE_HOST",
    "https://2130706433/v1, PRIVATE_HOST",
    "https://0x7f000001/v1, PRIVATE_HOST",
    "https://0177.0.0.1/v1, PRIVATE_HOST",
    "https://8.8.8.8/v1, PRIVATE_HOST",
    "https://169.254.169.254/latest, PRIVATE_HOST",
    "https://[::1]/v1, PRIVATE_HOST",
    "https://[::ffff:7f00:1]:443/v1, PRIVATE_HOST",
    "https://ai-gateway.vercel.sh./v1, PRIVATE_HOST",
    "https://evil.example.com/v1, HOST_NOT_ALLOWED",
    "https://ai-gateway.vercel.sh.evil.example.com/v1, HOST_NOT_ALLOWED",
    "https://xai-gateway.vercel.sh/v1, HOST_NOT_ALLOWED"
  })
  void rejectsOtherUrlsWithAReason(String url, Reason reason) {
    assertThat(rejection(STANDARD, url)).isEqualTo(reason);
  }

  @Test
  void rejectsOverlongUrls() {
    String url = "https://ai-gateway.vercel.sh/" + "a".repeat(2048);

    assertThat(rejection(STANDARD, url)).isEqualTo(Reason.INVALID_URL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://user:hunter2@ai-gateway.vercel.sh/v1",
        "https://evil.example.com/hunter2",
        "https://ai-gateway.vercel.sh/v1?key=hunter2",
        "not a url with hunter2"
      })
  void doesNotRepeatTheRefusedUrl(String url) {
    assertThat(refusalOf(GatewayUrlRejectedException.class, () -> STANDARD.check(url)))
        .hasMessageNotContaining("hunter2")
        .hasNoCause();
  }

  @Test
  void hasAStableCodeForEachReason() {
    assertThat(Reason.values())
        .extracting(Reason::code)
        .containsExactly(
            "invalid_url",
            "non_https",
            "credentials",
            "port_not_allowed",
            "query_not_allowed",
            "fragment_not_allowed",
            "private_host",
            "host_not_allowed",
            "host_not_found");
  }

  @Test
  void allowsTheHostsThatTheOperatorLists() {
    GatewayUrlPolicy policy =
        GatewayUrlPolicy.from(
            Environment.of(
                Map.of("AI_GATEWAY_ALLOWED_HOSTS", "My-Gateway.vercel.sh, ,b.example.org")));

    assertThat(policy.check("https://my-gateway.vercel.sh/v1")).hasHost("my-gateway.vercel.sh");
    assertThat(policy.check("https://b.example.org")).hasHost("b.example.org");
    assertThat(policy.check("https://ai-gateway.vercel.sh")).hasHost("ai-gateway.vercel.sh");
    assertThat(rejection(policy, "https://c.example.org")).isEqualTo(Reason.HOST_NOT_ALLOWED);
  }

  @Test
  void allowsTheDefaultHostWhereNothingIsListed() {
    assertThat(
            GatewayUrlPolicy.from(Environment.of(Map.of())).check("https://ai-gateway.vercel.sh"))
        .isEqualTo(URI.create("https://ai-gateway.vercel.sh/v1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "https://b.example.org", "b.example.org:443", "10.0.0.1", "*"})
  void refusesToListWhatIsNotAPublicHostName(String host) {
    refusalOf(InvalidArgumentException.class, () -> STANDARD.allowing(host));
    assertThat(
            refusalOf(
                ConfigurationException.class,
                () ->
                    GatewayUrlPolicy.from(
                        Environment.of(Map.of("AI_GATEWAY_ALLOWED_HOSTS", host)))))
        .hasMessageContaining("AI_GATEWAY_ALLOWED_HOSTS");
  }

  @Test
  void anyPublicHostLooksAtEveryAddress() {
    assertThat(anyPublicHost("8.8.8.8").check("https://my.example.org"))
        .isEqualTo(URI.create("https://my.example.org/v1"));
    assertThat(rejection(anyPublicHost("8.8.8.8", "10.0.0.1"), "https://my.example.org"))
        .isEqualTo(Reason.PRIVATE_HOST);
    assertThat(rejection(anyPublicHost("fd00:ec2::254"), "https://my.example.org"))
        .isEqualTo(Reason.PRIVATE_HOST);
    assertThat(rejection(anyPublicHost("8.8.8.8"), "https://localhost"))
        .isEqualTo(Reason.PRIVATE_HOST);
    assertThat(rejection(anyPublicHost("8.8.8.8"), "https://my.example.org:8443"))
        .isEqualTo(Reason.PORT_NOT_ALLOWED);
  }

  @Test
  void anyPublicHostRefusesANameThatCannotBeLookedUp() {
    GatewayUrlPolicy policy =
        GatewayUrlPolicy.anyPublicHost(
            AddressGuard.with(
                name -> {
                  throw new UnknownHostException(name);
                }));

    assertThat(rejection(policy, "https://my.example.org")).isEqualTo(Reason.HOST_NOT_FOUND);
  }

  @Test
  void doesNotLookListedHostsUp() {
    GatewayUrlPolicy policy = anyPublicHost("10.0.0.1").allowing("listed.example.org");

    assertThat(policy.check("https://listed.example.org")).hasHost("listed.example.org");
  }

  private static GatewayUrlPolicy anyPublicHost(String... addresses) {
    return GatewayUrlPolicy.anyPublicHost(
        AddressGuard.with(
            name -> {
              InetAddress[] found = new InetAddress[addresses.length];
              for (int i = 0; i < addresses.length; i++) {
                found[i] = InetAddress.getByName(addresses[i]);
              }
              return List.of(found);
            }));
  }

  private static Reason rejection(GatewayUrlPolicy policy, String url) {
    return refusalOf(GatewayUrlRejectedException.class, () -> policy.check(url)).reason();
  }
}
